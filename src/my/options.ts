import type { AppFiles } from '../app-files/app-files.ts'
import type { KeyValueStore } from '../app-files/key-values.ts'
import type { Messages } from '../core/error-details.ts'
import type { Album, MaybePromise } from '../core/types.ts'
import {
  aBoolean,
  aFunction,
  anAlbum,
  anObject,
  aString,
  checkOption,
  checkOptions,
  milliseconds,
  numberOfBytes,
  positiveInteger,
  type Rules,
} from '../core/validation.ts'
import type { Exchange } from '../sources/network/exchange.ts'
import type { Allow, Fetch } from '../sources/network/network.ts'
import type { ApiTable, FileOperations, PackageFiles } from './api.ts'
import type { CallHost } from './call.ts'
import { CLIENT_OPTIONS, type Client } from './client.ts'
import type { Observe } from './events.ts'
import type { NetworkType } from './network-type.ts'
import type { Authorize, PermissionMemory, SCOPE } from './permission.ts'
import type { Screen } from './screen.ts'

/** The options of `createMy` on every host. */
export interface MyOptions {
  /**
   * The app that owns the files and the permission.
   * @default 'app'
   */
  readonly appId?: string
  /** The album for saved photos. */
  readonly album?: Album
  readonly client?: Partial<Client>
  /** The `permission` of the app's `app.json`: the reason that is shown to the user (C30). */
  readonly permission?: { readonly [Scope in typeof SCOPE]?: { readonly desc?: string } }
  /** Asks the user whether the app may save, unless the host decides by itself. */
  readonly authorize?: Authorize
  /** Stores the user's answer. */
  readonly permissionMemory?: PermissionMemory
  readonly screen?: Partial<Screen>
  readonly network?: NetworkSettings
  readonly observe?: Observe
  /** The clock for the names of photos without a name of their own (C16), for tests. */
  readonly now?: () => Date
  /** Known defects of phones, for tests and the simulator. */
  readonly defects?: {
    /**
     * Of overlapping saves, only the first that succeeds calls its `success` (C14).
     * @default false
     */
    readonly consecutiveCalls?: boolean
  }
}

export interface NetworkSettings {
  /** @default Node's HTTP client on Node, elsewhere `globalThis.fetch` at the time of the call */
  readonly fetch?: Fetch
  /**
   * The maximum wait for the next byte, in milliseconds.
   * @default 60_000
   */
  readonly timeout?: number
  /**
   * The minimum speed, in bytes per second, averaged over `timeout`.
   * @default 1_024
   */
  readonly minBytesPerSecond?: number
  /**
   * The maximum size of an image, in bytes.
   * @default 1 GiB
   */
  readonly maxBytes?: number
  /**
   * The maximum number of concurrent saves and downloads. Others are queued.
   * @default 6
   */
  readonly concurrency?: number
  /** Decides whether a URL may be fetched. Called again for each redirect. For `my.connectSocket`, `wss:` is passed as `https:`. */
  readonly allow?: Allow
  /**
   * Whether `my.downloadFile` accepts `http:` from this computer, for development (C40).
   * @default false
   */
  readonly allowHttpLoopback?: boolean
}

/** The options that only hosts pass. */
export interface MyHost extends MyOptions {
  readonly album: Album
  readonly files: AppFiles
  /** `FILE_OPERATIONS` of `apis/file-calls.ts`, on a host whose files are synchronous: required for the `…Sync` methods. */
  readonly fileOperations?: FileOperations
  readonly packageFiles?: PackageFiles
  /**
   * The values of `my.setStorage`.
   * @default in memory
   */
  readonly storage?: KeyValueStore
  /** The Chinese messages, on a host that has loaded them. Otherwise they are loaded on first use. */
  readonly messages?: Messages
  /**
   * Sends the requests of `my.request`.
   * @default uses `network.fetch`
   */
  readonly exchange?: Exchange
  /** @default () => 'WIFI' */
  readonly networkType?: () => NetworkType
  /** Further members of `my`. */
  readonly apis?: ApiTable
  /** Decides which callbacks are lost, instead of `defects`. */
  readonly defect?: CallHost['defect']
  /** Releases what the host created for this `my`. */
  release?(): MaybePromise<void>
}

const OPTIONS: Rules<MyOptions> = {
  appId: aString,
  album: anAlbum,
  client: anObject('{ platform: "Android" }'),
  permission: anObject('{ "scope.writePhotosAlbum": { desc: "…" } }'),
  authorize: aFunction,
  permissionMemory: anObject('{ read, write }'),
  screen: anObject('{ toast: console.log }'),
  network: anObject('{ timeout: 10_000 }'),
  observe: aFunction,
  now: aFunction,
  defects: anObject('{ consecutiveCalls: true }'),
}
const NETWORK: Rules<NetworkSettings> = {
  fetch: aFunction,
  timeout: { ...milliseconds, accepts: (value) => milliseconds.accepts(value) && value !== 0 },
  minBytesPerSecond: numberOfBytes,
  maxBytes: { ...numberOfBytes, accepts: (value) => numberOfBytes.accepts(value) && value !== 0 },
  concurrency: positiveInteger,
  allow: aFunction,
  allowHttpLoopback: aBoolean,
}
const SCREEN: Rules<Screen> = {
  toast: aFunction,
  hideToast: aFunction,
  loading: aFunction,
  alert: aFunction,
  confirm: aFunction,
  subscribe: aFunction,
  preview: aFunction,
  settings: aFunction,
  readClipboard: aFunction,
  writeClipboard: aFunction,
  prompt: aFunction,
  actionSheet: aFunction,
  choose: aFunction,
  chooseLevel: aFunction,
  chooseDate: aFunction,
  chooseImages: aFunction,
  chooseContact: aFunction,
  chooseAddress: aFunction,
  scan: aFunction,
  locate: aFunction,
  choosePlace: aFunction,
  showPlace: aFunction,
  pay: aFunction,
  authorizeMember: aFunction,
  member: aFunction,
  call: aFunction,
  vibrate: aFunction,
  loadFont: aFunction,
}

/** Reports invalid options immediately instead of in every call of an app. `more` are the options that only this host has. */
export function checkMyOptions<Options extends MyOptions>(
  options: Options,
  more: Rules<Omit<Options, keyof MyOptions>>,
): void {
  checkOptions('createMy', options, { ...OPTIONS, ...more } as Rules<Options>)
  const { client, network, screen, defects, permissionMemory } = options
  checkOptions('createMy', client, CLIENT_OPTIONS, 'client.')
  checkOptions('createMy', network, NETWORK, 'network.')
  checkOptions('createMy', screen, SCREEN, 'screen.')
  checkOptions('createMy', defects, { consecutiveCalls: aBoolean }, 'defects.')
  for (const name of ['read', 'write'] as const) {
    if (permissionMemory) checkOption('createMy', `permissionMemory.${name}`, permissionMemory[name], aFunction)
  }
}
