import { computed, effect } from '@preact/signals'
import { type ExposedMy, exposeMy } from 'photosalbum/bridge'
import type { MyOptions } from 'photosalbum/browser'
import { createAppFiles } from '../../../src/app-files/app-files.ts'
import { memoryStore } from '../../../src/app-files/stores/memory-store.ts'
import type { Opened } from '../../../src/core/types.ts'
import { CANVAS_FEATURES } from '../../../src/mini-program/canvas/features.ts'
import type { PackageFiles } from '../../../src/my/api.ts'
import { PHONE_APIS } from '../../../src/my/apis/phone.ts'
import { createSockets, socketApis } from '../../../src/my/apis/sockets.ts'
import { createMyFrom } from '../../../src/my/create-my.ts'
import { createCurrentMy } from '../../../src/my/current-my.ts'
import { dataUrl } from '../../../src/sources/data-url.ts'
import { network } from '../../../src/sources/network/network.ts'
import type { KeptFile } from '../app/file-messages.ts'
import { device, setDevice } from '../state/device.ts'
import { addCalledBack } from '../state/log.ts'
import { modelOf, systemInfoOf } from '../state/models.ts'
import { clientLanguage } from '../texts/index.ts'
import { phoneAlbum } from './album.ts'
import { createPhoneFiles } from './app-files.ts'
import { openKeptFiles, openStorage, type PhoneStorage } from './kept.ts'
import { networkType, phoneExchange, phoneFetch } from './network.ts'
import { type Caller, observer } from './observer.ts'
import { askPermission, phoneScreen } from './screen.ts'
import { phoneSocket } from './sockets.ts'

/** The phone's `my` for one run of one app. */
export interface PhoneMy {
  /** Exposes `my` to the app, whose files are on the other side of a port. Its calls are logged. */
  expose(port: MessagePort, files: MessagePort): void
  /**
   * Reads a path of the app, for the phone's own UI and for the canvas. The network setting applies, the version settings do
   * not, and nothing is logged. Throws if the path cannot be read.
   */
  read(path: string): Promise<Blob>
  /** The app's storage. Only the app itself, in its worker, changes it. */
  readonly storage: PhoneStorage
  /** The stored files that the app starts with. */
  keptFiles(): Promise<readonly KeptFile[]>
  dispose(): Promise<void>
}

export function startMy(
  { appId, permission }: { readonly appId: string; readonly permission: MyOptions['permission'] },
  packageFiles: PackageFiles,
  /** Called with each invalid message from the port of the files. */
  onMalformed: (message: unknown) => void,
): PhoneMy {
  const kept = openKeptFiles(appId)
  // The connections of the app are next to its code. These are only used to list the APIs.
  const sockets = createSockets(phoneSocket)
  const files = createPhoneFiles(kept, onMalformed)
  const storage = openStorage(appId)
  // All other APIs about files run next to the code of the app.
  const shared = { ...createAppFiles(memoryStore()), ...files }
  const exposed: ExposedMy[] = []
  const ended = new AbortController()
  let caller: Caller

  const state = () => {
    const { platform, SDKVersion, clientVersion, permission: allowed, defect, model, fontScale } = device.value
    const client = [platform, SDKVersion, clientVersion, clientLanguage.value, model, fontScale]
    return JSON.stringify([...client, allowed, defect])
  }

  const { current, dispose } = createCurrentMy(state, (changedItself) => {
    const { platform, SDKVersion, clientVersion, permission: allowed, defect } = device.value
    return createMyFrom({
      appId,
      album: phoneAlbum,
      files: shared,
      packageFiles,
      authorize: askPermission,
      permissionMemory: {
        read: () => (allowed === 'prompt' ? undefined : allowed),
        write(decision) {
          setDevice({ permission: decision })
          changedItself()
        },
      },
      client: {
        platform,
        SDKVersion,
        clientVersion,
        language: clientLanguage.value,
        system: systemInfoOf(modelOf(device.value), device.value.fontScale),
      },
      screen: phoneScreen,
      network: { fetch: phoneFetch, allowHttpLoopback: true },
      exchange: phoneExchange,
      networkType,
      apis: { ...PHONE_APIS, ...socketApis(sockets), ...CANVAS_FEATURES },
      defects: { consecutiveCalls: defect },
      observe: observer(() => caller),
      ...(permission && { permission }),
    })
  })

  /** Wraps `my` or its file manager, so that the log can attribute each call to the app. */
  function withCaller<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get(_, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function' || typeof name !== 'string') return value
        if (name === 'getFileSystemManager') return () => withCaller(value() as object)
        if (/Sync$|^canIUse$/.test(name)) return value
        return (options?: object) => {
          const own: Caller = { passedCallbacks: callbacksIn(options) }
          caller = own
          try {
            return logResult(value(withDeviceSettings(name, options)), own)
          } finally {
            caller = undefined
          }
        }
      },
    })
  }

  const app = () => withCaller(current())
  const watched = computed(state)
  const stopWatching = effect(() => {
    watched.value
    for (const each of exposed) each.refresh()
  })

  return {
    expose(port, portOfFiles) {
      files.connect(portOfFiles)
      exposed.push(exposeMy(app, port))
    },
    async read(path) {
      if (/^https:\/\/(resource|usr)\//.test(path)) return new Blob([await files.read(path)])
      const source = /^data:/i.test(path) ? dataUrl(path) : network(path, { fetch: phoneFetch })
      return await contentOf(await source.open(ended.signal))
    },
    storage,
    keptFiles: () => kept.read(),
    async dispose() {
      ended.abort()
      stopWatching()
      for (const each of exposed) each.close()
      files.close()
      await dispose()
    },
  }
}

const callbacksIn = (options: object | undefined): string[] =>
  Object.entries(options ?? {}).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))

/** The setting `hideToast` has the same effect as the option of the app. */
function withDeviceSettings(api: string, options: object | undefined): object | undefined {
  return api === 'saveImageToPhotosAlbum' && options && device.value.hideToast
    ? { ...options, hideToast: true }
    : options
}

/** Logs the result of the call's promise, after its callbacks. */
function logResult(returned: unknown, caller: Caller): unknown {
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
