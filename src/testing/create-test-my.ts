import { type AppFiles, createAppFiles } from '../files/app-files.ts'
import { memoryStore } from '../files/memory-store.ts'
import { createMyFrom, type MyOptions, type NetworkSettings } from '../my/create-my.ts'
import { fileTwins } from '../my/file-twins.ts'
import type { My } from '../my/my.ts'
import { createRecorder, type TestCall } from './calls.ts'
import { changingMy } from './changing-my.ts'
import { register } from './kits.ts'
import './loaded.ts'
import { createPages, type Pages, type TestApp } from './run-page.ts'
import { createTestAlbum, type TestAlbum } from './test-album.ts'
import { createTestDevice, type DeviceOptions, type TestDevice } from './test-device.ts'
import { createTestNetwork, type TestNetwork } from './test-network.ts'
import { createTestScreen, type TestScreen } from './test-screen.ts'

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
  /** Opens a page of the app. */
  readonly runPage: Pages['run']
  /** The app around the open page: for what the person does with it. */
  readonly app: TestApp
  /** Resolves once no call is under way: for pages that do not return a promise. */
  settled(): Promise<void>
  /** Everything as it was at first: no photos, no calls, no files, no page, an empty network, the device of the options. */
  reset(): void
}

export function createTestMy(options: TestMyOptions = {}): TestMy {
  const device = createTestDevice(options.device)
  const { album, forNow, reset: resetAlbum } = createTestAlbum(device)
  const network = createTestNetwork()
  const { screen, parts, authorize, reset: resetScreen } = createTestScreen(device)
  const recorder = createRecorder()
  let files = newFiles()
  let made: { my: My; of: string } | undefined

  /** What a `my` cannot change any more once it was made. */
  const state = () => {
    const { platform, SDKVersion, clientVersion, language, permission, defects } = device
    return JSON.stringify([platform, SDKVersion, clientVersion, language, permission, defects])
  }

  function current(): My {
    const of = state()
    if (made?.of === of) return made.my
    const { platform, SDKVersion, clientVersion, language, permission } = device
    const my = createMyFrom({
      appId: options.appId,
      permission: options.permission,
      album: forNow(),
      files,
      fileTwins,
      authorize,
      permissionMemory: {
        read: () => (permission === 'prompt' ? undefined : permission),
        write(decision) {
          device.permission = decision
          // It decided this itself: no reason for another one.
          if (made?.my === my) made.of = state()
        },
      },
      client: { platform, SDKVersion, clientVersion, language },
      screen: parts,
      network: { ...options.network, fetch: network.fetch },
      defects: { ...device.defects },
      observe: recorder.observer(),
      now: options.now ?? noon,
    })
    made = { my, of }
    return my
  }

  const { my, reset: resetMy } = changingMy(current)
  const pages = createPages(my)
  const { calls, missing, settled } = recorder
  const kit: TestMy = {
    my,
    album,
    device,
    network,
    screen,
    calls,
    missing,
    settled,
    runPage: pages.run,
    app: pages.app,
    reset() {
      for (const part of [device, network, recorder, pages]) part.reset()
      resetAlbum()
      resetScreen()
      resetMy()
      files = newFiles()
      made = undefined
    },
  }
  register(kit, pages.globals)
  return kit
}

const noon = () => new Date(2026, 0, 1, 12)

/** An app's files in memory, whose temporary names are the same in each run. */
function newFiles(): AppFiles {
  let count = 0
  const newId = (kind: string) => `test00-${(++count).toString(16).padStart(32, '0')}.${kind}`
  return createAppFiles(memoryStore(), { newId })
}
