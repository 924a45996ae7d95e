import { type AppFiles, createAppFiles } from '../app-files/app-files.ts'
import { memoryStore } from '../app-files/stores/memory-store.ts'
import { render } from '../i18n/localize.ts'
import { zh } from '../i18n/zh.ts'
import type { ApiHost, PackageFiles } from '../my/api.ts'
import { createSockets, type Sockets } from '../my/apis/sockets.ts'
import { keyValuesInMemory } from '../my/apis/storage.ts'
import { trackCalls } from '../my/call.ts'
import type { My } from '../my/my.ts'
import type { MyOptions, NetworkSettings } from '../my/options.ts'
import '../node/preload.ts'
import '../my/apis/picture-calls.ts'
import '../my/apis/request-calls.ts'
import '../sources/network/exchange.ts'
import { isChinese } from '../util/format.ts'
import { createTestAlbum, type TestAlbum } from './album.ts'
import { createRecorder, type Recorder, type TestCall } from './calls.ts'
import { createTestDevice, type DeviceOptions, type TestDevice } from './device.ts'
import { createSessions, liveMy } from './live-my.ts'
import { createTestNetwork, type TestNetwork } from './network.ts'
import { createPages, type Pages, type TestApp } from './run-page.ts'
import { createTestScreen, type TestScreen } from './screen.ts'

export interface TestMyOptions extends Pick<MyOptions, 'appId' | 'permission'> {
  /** The initial state of the device, to which `reset` returns. */
  readonly device?: DeviceOptions
  readonly network?: Omit<NetworkSettings, 'fetch'>
  /**
   * The clock for the names of photos without a name of their own.
   * @default () => new Date(2026, 0, 1, 12)
   */
  readonly now?: () => Date
}

/** A simulated phone for a test: in memory, deterministic, and isolated from other tests. */
export interface TestMy {
  /** The `my` that the app calls. It stays the same object when the device changes. */
  readonly my: My
  /** The saved photos. */
  readonly album: TestAlbum
  /** The settings of the phone, and the answers of its user. */
  readonly device: TestDevice
  /** The responses of the network. */
  readonly network: TestNetwork
  /** Everything that was shown to the user. */
  readonly screen: TestScreen
  /** The calls of the app, oldest first. */
  readonly calls: readonly TestCall[]
  /** The missing APIs that the app read, each once (C47). */
  readonly missing: readonly string[]
  /** Opens a page of the app. Overlapping calls run one after another. */
  readonly runPage: Pages['run']
  /** The app of the open page. It can be hidden, shown and closed as by a user. */
  readonly app: TestApp
  /**
   * Resolves once no call is pending, for pages that do not return a promise. Rejects if a handler of `network.serve` threw,
   * because that is an error of the test itself.
   */
  settled(): Promise<void>
  /**
   * Restores the initial state: no photos, calls, files or pages, an empty network, and the device of the options. Pending
   * calls are dropped: their callbacks are never called, and their promises never settle.
   */
  reset(): void
}

export function createTestMy(options: TestMyOptions = {}): TestMy {
  let packaged: PackageFiles | undefined
  const { device, reset: resetDevice } = createTestDevice(options.device)
  const albums = createTestAlbum(device)
  const networks = createTestNetwork()
  const screens = createTestScreen(device)
  const recorder = createRecorder()
  let files = newFiles()

  const sessions = createSessions(device, (session) => ({
    appId: options.appId,
    permission: options.permission,
    album: albums.during(session),
    files,
    storage: keyValuesInMemory(),
    ...screens.during(session),
    // A project in development may use a server on the same computer.
    network: { allowHttpLoopback: true, ...options.network, fetch: networks.during(session) },
    sockets: createSockets(networks.socketsDuring(session), { allowHttpLoopback: true, ...options.network }),
    observe: () => recorder.observer(session),
    now: options.now ?? noon,
    packageFiles: { read: (path) => packaged?.read(path), has: (path) => packaged?.has(path) ?? false },
  }))
  const { my, reset: resetMy } = liveMy(sessions)
  const pages = createPages(my)
  const { calls, missing } = recorder
  const abandon = (): void => {
    sessions.next()
    recorder.abandon()
  }
  const kit: TestMy = {
    my,
    album: albums.album,
    device,
    network: networks.network,
    screen: screens.screen,
    calls,
    missing,
    async settled() {
      await recorder.settled()
      networks.check()
    },
    runPage: pages.run,
    app: pages.app,
    reset() {
      files = newFiles()
      resetDevice()
      abandon()
      resetMy()
      for (const part of [albums, networks, screens, recorder, pages]) part.reset()
    },
  }
  register(kit, {
    globals: pages.globals,
    abandon,
    check: networks.check,
    recorder,
    calls: () => ({
      ...trackCalls(),
      platform: device.platform,
      signal: sessions.session,
      observe: recorder.observer(sessions.session),
      client: { SDKVersion: device.SDKVersion },
      localize: (error) => (isChinese(device.language) ? render(error, zh) : error.message),
    }),
    unobserved: sessions.unobserved,
    sockets: () => sessions.sockets,
    usePackage(files) {
      packaged = files
    },
  })
  return kit
}

const noon = () => new Date(2026, 0, 1, 12)

/** An app's files in memory. The names of temporary files are the same in every run. */
function newFiles(): AppFiles {
  let count = 0
  const newName = (kind: string) => `test00-${(++count).toString(16).padStart(32, '0')}.${kind}`
  return { ...createAppFiles(memoryStore(), { newName }), dispose() {} }
}

/** The members of a kit that only other modules of this package use. */
export interface Internals {
  /** The globals of its app, except `my`. */
  readonly globals: Pages['globals']
  /** Drops pending calls. */
  abandon(): void
  /** Throws an error of the test's own code that only the app has seen. */
  check(): void
  readonly recorder: Recorder
  /** The host for APIs that the phone itself does not have. */
  calls(): ApiHost
  /** A `my` with the same files and network, whose calls are not recorded as calls of the app. */
  unobserved(): My
  /** The connections of the app. */
  sockets(): Sockets
  /** Sets the package files of the mini-program that runs on the phone. */
  usePackage(files: PackageFiles): void
}

interface Registry {
  /** Finds the kit of a part, because a test may pass any part to a matcher. */
  readonly kits: WeakMap<object, TestMy>
  readonly internals: WeakMap<object, Internals>
}

const REGISTRY = Symbol.for('photosalbum.testing.kits')

/**
 * Stored on `globalThis`, because after `jest.resetModules()` the matchers of one copy of this module receive kits of another.
 */
function registry(): Registry {
  const known: unknown = Reflect.get(globalThis, REGISTRY)
  if (known) return known as Registry
  const value: Registry = { kits: new WeakMap(), internals: new WeakMap() }
  Object.defineProperty(globalThis, REGISTRY, { value })
  return value
}

export function register(kit: TestMy, internals: Internals): void {
  const known = registry()
  for (const part of [kit, kit.my, kit.album, kit.album.photos, kit.calls]) known.kits.set(part, kit)
  known.internals.set(kit.my, internals)
}

/** Makes the matchers accept another object in place of its phone. */
export function registerPart(part: object, kit: TestMy): void {
  registry().kits.set(part, kit)
}

export function kitOf(part: unknown): TestMy {
  const kit = typeof part === 'object' && part !== null ? registry().kits.get(part) : undefined
  if (kit) return kit
  throw new TypeError('Expected a phone from createTestMy() or installMy(), or its my, album or calls.')
}

export function internalsOf({ my }: TestMy): Internals {
  return registry().internals.get(my)!
}
