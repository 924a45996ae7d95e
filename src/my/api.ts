import type { AppFiles } from '../app-files/app-files.ts'
import type { KeyValueStore } from '../app-files/key-values.ts'
import type { SaveErrorDetails } from '../core/error-details.ts'
import type { Album, Limits, MaybePromise, Source } from '../core/types.ts'
import type { Exchange } from '../sources/network/exchange.ts'
import type { Fetch } from '../sources/network/network.ts'
import type { Limiter } from '../util/async.ts'
import {
  type ApiDefinition,
  ApiError,
  asyncApi,
  type Call,
  type CallHost,
  type Input,
  type SyncFailure,
  syncApi,
} from './call.ts'
import { type Client, isAtLeast } from './client.ts'
import { INVALID_PARAMETER } from './codes.ts'
import type { NetworkType } from './network-type.ts'
import type { AppPermission } from './permission.ts'
import type { Schedule, Screen } from './screen.ts'

/** The parts of one `my`, and the state that its APIs share. */
export interface Context extends FilesHost, StorageHost {
  readonly client: Client
  readonly album: Album
  readonly screen: Partial<Screen>
  readonly schedule: Schedule
  readonly permission: AppPermission
  /** Limits how many downloads and saves run at once. */
  readonly limiter: Limiter
  readonly limits: Limits
  /** The clock for the names of photos without a name of their own. */
  readonly now?: (() => Date) | undefined
  /** Whether `http:` to this computer is accepted, for development (C40). */
  readonly allowHttpLoopback: boolean
  /** Sends a request of the app, with the settings of the host. */
  readonly exchange: Exchange
  networkType(): NetworkType
  /**
   * A source on the network, with the settings of the host. It never accesses the reserved hosts of local files, not even after
   * a redirect (C24).
   */
  remote(url: string, options?: RemoteOptions): Source
}

export interface PackageFiles {
  /** The bytes of a file such as `/image/a.png`, or `undefined` if the app may not read it or it does not exist. */
  read(path: string): MaybePromise<Uint8Array<ArrayBuffer> | undefined>
  /** Whether the package has this file, even if the app may not read it. */
  has(path: string): MaybePromise<boolean>
}

export interface RemoteOptions {
  /** The maximum wait for the next byte, in milliseconds. */
  readonly timeout?: number | undefined
  readonly headers?: Record<string, string>
  /** Wraps the host's `fetch`, to read its responses. */
  wrapFetch?(fetch: Fetch): Fetch
}

export type FileOperations = Readonly<
  Record<string, (call: { api: string; input: Input<string>; call: Call; context: FilesHost }) => MaybePromise<object>>
>

/**
 * How an API of `my` is declared. The table in `apis/index.ts` lists all of them; `my.canIUse` is answered from these
 * declarations. `Host` is the part of the context that it needs.
 */
export interface Api<Option extends string = string, Host extends ApiHost = Context>
  extends ApiDefinition<Option, Host> {
  /** The base library that introduced it. In older ones it does not exist (C11). Absent if it always exists. */
  readonly since?: string
  /** The fields of the result, for `my.canIUse`. `name@1.2.3` is a field that a later base library introduced. */
  readonly returns?: readonly string[]
  /** The documented values of options, for `my.canIUse`. */
  readonly values?: { readonly [Name in Option]?: readonly string[] }
  /** Options that the API accepts and does not read, for `my.canIUse`. */
  readonly ignores?: readonly string[]
  /** The method of the same name with `Sync` at its end. Its `run` must not return a promise. */
  readonly sync?: {
    readonly since?: string
    readonly failure: SyncFailure
    /** Whether it also accepts its options as separate arguments. */
    readonly positional?: boolean
    /** @default true */
    available?(host: Host): boolean
  }
}

/** The context that every API needs: the client determines which APIs exist. */
export interface ApiHost extends CallHost {
  readonly client: Pick<Client, 'SDKVersion'>
}

/** The context that the file APIs need. In the simulator they run next to the app's code, without the rest of the context. */
export interface FilesHost extends ApiHost {
  readonly files: AppFiles
  /** The files of the mini-program's package, if the host knows where it is. */
  readonly packageFiles?: PackageFiles | undefined
  /** The methods of `FileSystemManager`, on a host whose files are synchronous. Otherwise they are loaded on first use. */
  readonly fileOperations?: FileOperations | undefined
}

/**
 * The context that the storage APIs need. In the simulator they run next to the app's code, without the rest of the context.
 */
export interface StorageHost extends ApiHost {
  /** The app's key-value storage. */
  readonly storage: KeyValueStore
}

/**
 * A member of `my` that is not an asynchronous API. `properties` are its members for `my.canIUse`, in the format of `returns`.
 */
export interface Value<Host extends ApiHost = Context> {
  readonly since?: string
  readonly properties?: readonly string[]
  /** Absent for features that only `my.canIUse` knows, such as components and the features of pages. */
  make?(host: Host): unknown
}

export type ApiTable<Host extends ApiHost = Context> = Readonly<Record<string, Api<string, Host> | Value<Host>>>

/** The key of the table on a `my`, for the bridge. It is a symbol, so that no app can look it up by accident. */
const TABLE = Symbol.for('photosalbum.apis')

/** Stores the declarations of a `my` for `tableOf`. */
export function rememberTable(my: object, table: ApiTable): void {
  Object.defineProperty(my, TABLE, { value: table })
}

/** The declarations that a `my` was built from. Empty for a `my` of another implementation. */
export function tableOf(my: object): ApiTable {
  return (Reflect.get(my, TABLE) as ApiTable | undefined) ?? {}
}

/** Builds the members of `my`, or of another object such as `FileSystemManager` (`prefix`), that exist for a client. */
export function buildApis<Host extends ApiHost>(
  table: ApiTable<Host>,
  host: Host,
  prefix = '',
): Record<string, unknown> {
  const apis: Record<string, unknown> = {}
  for (const [name, api] of Object.entries(table)) {
    if (!exists(api, host)) continue
    if (!('run' in api)) {
      if (api.make) apis[name] = api.make(host)
      continue
    }
    apis[name] = asyncApi(host, prefix + name, api)
    if (hasSync(api, host)) apis[`${name}Sync`] = syncApi(host, `${prefix}${name}Sync`, api, api.sync)
  }
  return apis
}

function exists({ since }: { readonly since?: string | undefined }, { client }: ApiHost): boolean {
  return !since || isAtLeast(client.SDKVersion, since)
}

function hasSync<Host extends ApiHost>(
  api: Api<string, Host>,
  host: Host,
): api is Api<string, Host> & { sync: object } {
  return api.sync !== undefined && exists(api.sync, host) && (api.sync.available?.(host) ?? true)
}

/**
 * `my.canIUse` (C11). The query is `${API}.${type}.${param}.${option}`, where the type is `object` (the parameters), `return`
 * or `callback` (the result), or `${value}.${property}`, such as `env.clientName` or `page.setData.callback`.
 */
export function canIUse(query: unknown, table: ApiTable, context: Context): boolean {
  const [name = '', ...path] = (typeof query === 'string' ? query : '').split('.')
  const [type, param, option, ...rest] = path
  const entry = entryOf(name, table, context)
  if (!entry || !exists(entry, context)) return false
  if (type === undefined) return true
  if (!('run' in entry)) return isListed(entry.properties, path.join('.'), context)
  if (rest.length > 0) return false
  if (type === 'return' || type === 'callback') {
    return option === undefined && (param === undefined || isListed(entry.returns, param, context))
  }
  if (type !== 'object') return false
  if (param === undefined) return true
  const accepted = [...entry.options, ...(entry.ignores ?? []), 'success', 'fail', 'complete']
  return accepted.includes(param) && (option === undefined || (entry.values?.[param] ?? []).includes(option))
}

function entryOf(name: string, table: ApiTable, context: Context): Api | Value | undefined {
  if (Object.hasOwn(table, name)) return table[name]
  const [, base = ''] = /^(.+)Sync$/.exec(name) ?? []
  const api = Object.hasOwn(table, base) ? table[base] : undefined
  return api && 'run' in api && hasSync(api, context) ? api : undefined
}

/** Whether a name is in a list such as `['apFilePath', 'tempFilePath@2.7.23']`, and exists for this client. */
function isListed(list: readonly string[] = [], name: string, context: Context): boolean {
  return list.some((listed) => {
    const [known, since] = listed.split('@')
    return known === name && exists({ since }, context)
  })
}

/** A string that an API requires. */
export function requireText(value: unknown, api: string, option: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw invalidParameter(`my.${api}: ${option} is missing: pass a non-empty string.`, {
    code: 'option-missing',
    api,
    option,
  })
}

export function invalidParameter(message: string, details?: SaveErrorDetails): ApiError {
  return new ApiError(INVALID_PARAMETER, message, details && { details })
}

/** Converts a value to text for the user. Numbers are accepted, since pages pass them. */
export function displayText(value: unknown, fallback = ''): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : fallback
}

/** A positive, finite number as it is, anything else as the fallback. */
export function positiveNumber(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : fallback
}
