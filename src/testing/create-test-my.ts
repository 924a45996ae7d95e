import { type AppFiles, createAppFiles } from '../app-files/app-files.ts'
import { memoryStore } from '../app-files/stores/memory-store.ts'
import type { MyOptions, NetworkSettings } from '../my/create-my.ts'
import type { My } from '../my/my.ts'
import '../node/loaded.ts'
import { createTestAlbum, type TestAlbum } from './album.ts'
import { createRecorder, type TestCall } from './calls.ts'
import { createTestDevice, type DeviceOptions, type TestDevice } from './device.ts'
import { changingMy, createEpochs } from './live-my.ts'
import { createTestNetwork, type TestNetwork } from './network.ts'
import { register } from './registry.ts'
import { createPages, type Pages, type TestApp } from './run-page.ts'
import { createTestScreen, type TestScreen } from './screen.ts'

export interface TestMyOptions extends Pick<MyOptions, 'appId' | 'permission'> {
  /** How the device starts out, and is again after `reset`. */
  readonly device?: DeviceOptions
  readonly network?: Omit<NetworkSettings, 'fetch'>
  /** The clock that names photos which have no name of their own. Noon of the first day of 2026 unless told otherwise. */
  readonly now?: () => Date
}

/** A phone for a test: all in memory, the same each time, and nothing that another test could see. */
export interface TestMy {
  /** What the app calls. It stays this object, whatever is changed. */
  readonly my: My
  /** Where the photos are. */
  readonly album: TestAlbum
  /** What can be changed about the phone and the person. */
  readonly device: TestDevice
  /** What the internet is. */
  readonly network: TestNetwork
  /** What the person saw. */
  readonly screen: TestScreen
  /** What the app called, oldest first. */
  readonly calls: readonly TestCall[]
  /** The APIs that the app asked for and that are not here, each once (C47). */
  readonly missing: readonly string[]
  /** Opens a page of the app. Of several at once, each waits for the one before. */
  readonly runPage: Pages['run']
  /** The app around the open page: for what the person does with it. */
  readonly app: TestApp
  /**
   * Resolves once no call is under way: for pages that do not return a promise. Rejects with what a handler of
   * `network.serve` threw, since that is the test's own failure.
   */
  settled(): Promise<void>
  /**
   * Everything as it was at first: no photos, no calls, no files, no page, an empty network, the device of the options.
   * Calls that are under way are dropped: none of their callbacks is called, and their promises stay open.
   */
  reset(): void
}

export function createTestMy(options: TestMyOptions = {}): TestMy {
  const { device, reset: resetDevice } = createTestDevice(options.device)
  const albums = createTestAlbum(device)
  const networks = createTestNetwork()
  const screens = createTestScreen(device)
  const recorder = createRecorder()
  let files = newFiles()

  const epochs = createEpochs(device, (epoch) => ({
    appId: options.appId,
    permission: options.permission,
    album: albums.during(epoch),
    files,
    ...screens.during(epoch),
    network: { ...options.network, fetch: networks.during(epoch) },
    observe: () => recorder.observer(epoch),
    now: options.now ?? noon,
  }))
  const { my, reset: resetMy } = changingMy(epochs)
  const pages = createPages(my)
  const { calls, missing } = recorder
  const abandon = (): void => {
    epochs.next()
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
  register(kit, { globals: pages.globals, abandon, check: networks.check })
  return kit
}

const noon = () => new Date(2026, 0, 1, 12)

/** An app's files in memory, whose temporary names are the same in each run. They go with the phone, as a whole. */
function newFiles(): AppFiles {
  let count = 0
  const newId = (kind: string) => `test00-${(++count).toString(16).padStart(32, '0')}.${kind}`
  return { ...createAppFiles(memoryStore(), { newId }), dispose() {} }
}
