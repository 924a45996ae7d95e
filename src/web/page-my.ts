import type { AppFiles } from '../app-files/app-files.ts'
import type { KeyValueStore } from '../app-files/key-values.ts'
import type { FileStore } from '../app-files/stores/file-store.ts'
import { isSaveError, SaveError } from '../core/errors.ts'
import type { Album } from '../core/types.ts'
import { clientLanguage } from '../my/client.ts'
import { createMyFrom } from '../my/create-my.ts'
import { safeObserver } from '../my/events.ts'
import type { My } from '../my/my.ts'
import { checkMyOptions, type MyOptions } from '../my/options.ts'
import type { PermissionMemory } from '../my/permission.ts'
import { lazyImport } from '../util/async.ts'
import { pageLanguage } from './page-language.ts'

/**
 * The `my` of a mini-program on a web page. By default the album is chosen for the page (`browser`), and the user is only asked
 * for permission if `authorize` does so, since browsers show their own prompts.
 */
export function createMy(options: MyOptions = {}): My {
  checkMyOptions(options, {})
  const { appId = 'app', album = lazyBrowser(), client, authorize, screen, permissionMemory } = options
  const observe = safeObserver(options.observe)
  const storage = localKeyValues(appId)
  const store = lazyImport(() => openStore(appId, (reason) => observe?.({ type: 'files-in-memory', reason })))
  return createMyFrom({
    ...options,
    album,
    files: lazyFiles(async () => (await import('../app-files/app-files.ts')).createAppFiles(await store())),
    ...(storage && { storage }),
    // Without a way to ask the user, there is no answer to store.
    ...(!permissionMemory && (authorize ?? screen?.settings) && { permissionMemory: lazyMemory(store) }),
    client: { ...client, language: client?.language ?? clientLanguage(pageLanguage()) },
  })
}

/** Loads the `browser` album when the first photo is saved. */
function lazyBrowser(): Album {
  const browser = lazyImport(async () => (await import('../albums/browser.ts')).default())
  return {
    name: 'browser',
    permission() {
      // Loaded before the image is fetched, while the user activation of the tap is still valid.
      browser().catch(() => {})
      return 'granted'
    },
    add: async (photo, signal) => (await browser()).add(photo, signal),
  }
}

/** Loads the app's files on first use: a page that only saves from the network never needs them. */
function lazyFiles(load: () => Promise<AppFiles>): AppFiles {
  let loaded: AppFiles | undefined
  const files = lazyImport(async () => {
    loaded = await load()
    return loaded
  })
  const own: Partial<AppFiles> = {
    synchronous: false,
    source: (filePath) => ({ open: async (signal) => (await files()).source(filePath).open(signal) }),
    dispose: () => loaded?.dispose(),
  }
  return new Proxy(own as AppFiles, {
    get: (target, name: keyof AppFiles) =>
      target[name] ??
      (async (...given: never[]) => ((await files())[name] as (...given: never[]) => unknown)(...given)),
  })
}

/** The app's files: in the private files of the page's origin, or in memory where the page has none. */
async function openStore(appId: string, onMemory: (reason: string) => void): Promise<FileStore> {
  const { checkPrivateFiles } = await import('./file-system.ts')
  try {
    await checkPrivateFiles()
  } catch (error) {
    if (!isSaveError(error)) throw error
    onMemory(`The app's files are kept in memory and lost with this page. ${error.message}`)
    return (await import('../app-files/stores/memory-store.ts')).memoryStore()
  }
  return (await import('../app-files/stores/opfs-store.ts')).opfsStore(appId)
}

function lazyMemory(store: () => Promise<FileStore>): PermissionMemory {
  const memory = async () => (await import('../my/permission-memory.ts')).storedPermission(await store())
  return { read: async () => (await memory()).read(), write: async (decision) => (await memory()).write(decision) }
}

/** An app's key-value storage in `localStorage`, which is synchronous. `undefined` in a worker or where it is blocked. */
function localKeyValues(appId: string): KeyValueStore | undefined {
  const name = `photosalbum-storage:${appId}`
  const storage = localStorageOrNothing()
  if (!storage) return undefined
  const read = () => {
    try {
      return new Map(JSON.parse(storage.getItem(name) ?? '[]') as [string, string][])
    } catch {
      return new Map<string, string>()
    }
  }
  return {
    synchronous: true,
    read,
    update(change) {
      const values = read()
      change(values)
      try {
        storage.setItem(name, JSON.stringify([...values]))
      } catch (cause) {
        const message = 'The browser has no space left for the storage of this page: remove other keys first.'
        throw new SaveError('storage-full', message, { cause, details: { code: 'page-storage-full' } })
      }
    },
  }
}

/** Reading the property throws in a sandboxed frame. */
function localStorageOrNothing(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
