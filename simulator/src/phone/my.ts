import { computed, effect } from '@preact/signals'
import { type ExposedMy, exposeMy } from 'photosalbum/bridge'
import type { MyOptions } from 'photosalbum/browser'
import { createAppFiles } from '../../../src/app-files/app-files.ts'
import { storedKeyValues } from '../../../src/app-files/key-values.ts'
import { memoryStore } from '../../../src/app-files/stores/memory-store.ts'
import { opfsStore } from '../../../src/app-files/stores/opfs-store.ts'
import type { Opened } from '../../../src/core/types.ts'
import { createMyFrom } from '../../../src/my/create-my.ts'
import { createCurrentMy } from '../../../src/my/current-my.ts'
import { blob } from '../../../src/sources/blob.ts'
import { dataUrl } from '../../../src/sources/data-url.ts'
import { network } from '../../../src/sources/network/network.ts'
import { device, setDevice } from '../state/device.ts'
import { addCalledBack } from '../state/log.ts'
import { clientLanguage } from '../texts/index.ts'
import { phoneAlbum } from './album.ts'
import { phoneFetch } from './network.ts'
import { type Caller, observer } from './observer.ts'
import { askPermission, phoneScreen } from './screen.ts'

/** The phone's `my` for one run of one app. */
export interface PhoneMy {
  /** For the app: what it calls is in the log. */
  expose(port: MessagePort): void
  /**
   * What a path of the app leads to: for what the phone itself shows, and for the canvas. The levers for the network hold
   * for it, those for versions do not, and the log has nothing of it. Throws when there is nothing.
   */
  read(path: string): Promise<Blob>
  /** Makes a temporary file of what the canvas exports; gives its path. */
  write(bytes: ArrayBuffer): Promise<string>
  dispose(): Promise<void>
}

export function startMy(appId: string, permission: MyOptions['permission']): PhoneMy {
  const store = 'getDirectory' in (navigator.storage ?? {}) ? opfsStore(appId) : memoryStore()
  const files = createAppFiles(store)
  const storage = storedKeyValues(store)
  // Every `my` of this run shares the files: none of them may take them away from the others.
  const shared = { ...files, dispose() {} }
  const exposed: ExposedMy[] = []
  const ended = new AbortController()
  let caller: Caller

  const state = () => {
    const { platform, SDKVersion, clientVersion, permission: allowed, defect } = device.value
    return JSON.stringify([platform, SDKVersion, clientVersion, allowed, defect, clientLanguage.value])
  }

  const { current, dispose } = createCurrentMy(state, (changedItself) => {
    const { platform, SDKVersion, clientVersion, permission: allowed, defect } = device.value
    return createMyFrom({
      appId,
      album: phoneAlbum,
      files: shared,
      storage,
      authorize: askPermission,
      permissionMemory: {
        read: () => (allowed === 'prompt' ? undefined : allowed),
        write(decision) {
          setDevice({ permission: decision })
          changedItself()
        },
      },
      client: { platform, SDKVersion, clientVersion, language: clientLanguage.value },
      screen: phoneScreen,
      network: { fetch: phoneFetch, allowHttpLoopback: true },
      defects: { consecutiveCalls: defect },
      observe: observer(() => caller),
      ...(permission && { permission }),
    })
  })

  /** The app's `my` or its files: each call is known to be the app's when it begins. */
  function inTheNameOf<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get(_, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function' || typeof name !== 'string') return value
        if (name === 'getFileSystemManager') return () => inTheNameOf(value() as object)
        if (/Sync$|^canIUse$/.test(name)) return value
        return (options?: object) => {
          const own: Caller = { given: callbacksIn(options) }
          caller = own
          try {
            return noteResult(value(adjusted(name, options)), own)
          } finally {
            caller = undefined
          }
        }
      },
    })
  }

  const app = () => inTheNameOf(current())
  const watched = computed(state)
  const stopWatching = effect(() => {
    watched.value
    for (const each of exposed) each.refresh()
  })

  return {
    expose: (port) => void exposed.push(exposeMy(app, port)),
    async read(path) {
      if (/^https:\/\/(resource|usr)\//.test(path)) return new Blob([await files.read(path)])
      const source = /^data:/i.test(path) ? dataUrl(path) : network(path, { fetch: phoneFetch })
      return await contentOf(await source.open(ended.signal))
    },
    write: (bytes) => files.receive(blob(bytes), ended.signal),
    async dispose() {
      ended.abort()
      stopWatching()
      for (const each of exposed) each.close()
      await dispose()
      await files.dispose()
    },
  }
}

const callbacksIn = (options: object | undefined): string[] =>
  Object.entries(options ?? {}).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))

/** The lever `hideToast` is as if the app had asked for it. */
function adjusted(api: string, options: object | undefined): object | undefined {
  return api === 'saveImageToPhotosAlbum' && options && device.value.hideToast
    ? { ...options, hideToast: true }
    : options
}

/** The promise tells last what became of the call. */
function noteResult(returned: unknown, caller: Caller): unknown {
  const { number } = caller ?? {}
  if (number !== undefined) {
    ;(returned as Promise<object>).then(
      (result) => addCalledBack(number, 'resolved', result),
      (failure) => addCalledBack(number, 'rejected', failure),
    )
  }
  return returned
}

async function contentOf({ bytes }: Opened): Promise<Blob> {
  const reader = bytes.getReader()
  const pieces: BlobPart[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(pieces)
    pieces.push(value as Uint8Array<ArrayBuffer>)
  }
}
