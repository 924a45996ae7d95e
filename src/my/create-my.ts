import type { AppFiles } from '../app-files/app-files.ts'
import type { Album, MaybePromise } from '../core/types.ts'
import type { Fetch } from '../sources/network/network.ts'
import { APIS } from './apis.ts'
import { asyncApi, type CallHost } from './call.ts'
import { isThere } from './can-i-use.ts'
import { checkOptions } from './check-options.ts'
import { type Client, createClient } from './client.ts'
import { consecutiveCalls } from './consecutive-calls.ts'
import { type Calls, countCalls } from './count-calls.ts'
import { guarded, type Observe } from './events.ts'
import { createLater } from './later.ts'
import { tellMissing } from './missing-apis.ts'
import type { My } from './my.ts'
import type { Parts } from './parts.ts'
import { type Authorize, createPermission, type PermissionMemory, SCOPE } from './permission.ts'
import { createRemote } from './remote.ts'
import type { Screen } from './screen.ts'
import { createSlots } from './slots.ts'

/** What one may tell `createMy`, on every host. */
export interface MyOptions {
  /** Which files and which permission are this app's. */
  readonly appId?: string
  /** Where photos go. */
  readonly album?: Album
  readonly client?: Partial<Client>
  /** The `permission` of the app's `app.json`: what the person is told when asked (C30). */
  readonly permission?: { readonly [Scope in typeof SCOPE]?: { readonly desc?: string } }
  /** Asks the person whether the app may save, where the host does not decide by itself. */
  readonly authorize?: Authorize
  readonly screen?: Partial<Screen>
  readonly network?: NetworkSettings
  readonly observe?: Observe
  /** The clock that names a photo which has no name of its own (C16): for tests. */
  readonly now?: () => Date
  /** Known defects of phones, off unless told otherwise: for tests, and for the simulator. */
  readonly defects?: {
    /** Of overlapping saves, only the first that succeeds calls its `success` (C14). */
    readonly consecutiveCalls?: boolean
  }
}

export interface NetworkSettings {
  /** On Node its own HTTP client, elsewhere `globalThis.fetch` at the time of the call, unless told otherwise. */
  readonly fetch?: Fetch
  /** The longest wait for the next byte, in milliseconds. 60,000 unless told otherwise. */
  readonly timeout?: number
  /** The least that must come, in bytes a second over `timeout`. 1,024 unless told otherwise. */
  readonly minBytesPerSecond?: number
  /** The largest image, in bytes. 1 GiB unless told otherwise. */
  readonly maxBytes?: number
  /** How many saves run at once. 6 unless told otherwise; the others wait for their turn. */
  readonly concurrency?: number
  /** Whether this address, or one that it is redirected to, may be fetched. */
  allow?(url: URL): boolean
  /** Whether `my.downloadFile` takes `http:` from this computer, for development (C40). */
  readonly allowHttpLoopback?: boolean
}

/** What a host adds to the options: the parts that only it has. */
export interface MyHost extends MyOptions {
  readonly album: Album
  readonly files: AppFiles
  /** `fileTwins` of `file-twins.ts`, on a host whose files answer at once. */
  readonly fileTwins?: Parts['fileTwins']
  readonly permissionMemory?: PermissionMemory
  /** Which callbacks get lost, decided by the host itself instead of by `defects`. */
  readonly defect?: CallHost['defect']
  /** Releases what the host itself made for this `my`. */
  release?(): MaybePromise<void>
}

/** Puts `my` together. Hosts call it with their own parts, and users their host's `createMy`. */
export function createMyFrom(host: MyHost): My {
  const closing = new AbortController()
  const calls = countCalls()
  const parts = partsOf(host, closing.signal, calls)

  const my: Record<string, unknown> = {}
  for (const [name, api] of Object.entries(APIS)) {
    if (!isThere(api, parts)) continue
    my[name] = 'run' in api ? asyncApi(parts, name, api) : api.make(parts)
  }
  let disposed: Promise<void> | undefined
  const dispose = async () => {
    closing.abort()
    await calls.cancel()
    await host.files.dispose()
    await host.release?.()
  }
  my.dispose = () => {
    disposed ??= dispose()
    return disposed
  }
  const { observe } = parts
  const seen = observe ? tellMissing(my, (name) => observe({ type: 'missing-api', name })) : my
  return seen as unknown as My
}

function partsOf(host: MyHost, signal: AbortSignal, { begin, controller, end }: Calls): Parts {
  const {
    album,
    files,
    fileTwins,
    authorize,
    permission,
    permissionMemory: memory,
    screen = {},
    network: settings = {},
  } = host
  const { maxBytes, concurrency = 6, allowHttpLoopback = false } = settings
  checkOptions(host)
  const client = createClient(host.client)
  const reason = permission?.[SCOPE]?.desc
  const defect = host.defect ?? (host.defects?.consecutiveCalls ? consecutiveCalls() : undefined)
  return {
    album,
    files,
    fileTwins,
    client,
    platform: client.platform,
    signal,
    begin,
    controller,
    end,
    observe: guarded(host.observe),
    ...(defect && { defect }),
    screen,
    later: createLater(signal),
    slots: createSlots(concurrency, signal),
    limits: { maxBytes },
    now: host.now,
    allowHttpLoopback,
    permission: createPermission({ authorize, reason, memory, signal }),
    remote: createRemote(settings),
  }
}
