import type { AppFiles } from '../app-files/app-files.ts'
import type { Album, Limits, Source } from '../core/types.ts'
import type { AsyncDefinition, CallHost } from './call.ts'
import type { Client } from './client.ts'
import type { Later } from './later.ts'
import type { AppPermission } from './permission.ts'
import type { Screen } from './screen.ts'
import type { Slots } from './slots.ts'

/** What one `my` is made of, and what its APIs share. */
export interface Parts extends CallHost {
  readonly client: Client
  readonly album: Album
  readonly files: AppFiles
  /** Makes the `…Sync` methods of the files, on a host whose files answer at once (C42). */
  readonly fileTwins?: ((parts: Parts) => object) | undefined
  readonly screen: Partial<Screen>
  readonly later: Later
  readonly permission: AppPermission
  /** Where whatever uses the network or the album waits for its turn. */
  readonly slots: Slots
  readonly limits: Limits
  /** Names photos that have no name of their own. */
  readonly now?: (() => Date) | undefined
  /** `http:` to this computer counts as `https:`, for development (C40). */
  readonly allowHttpLoopback: boolean
  /** What a URL leads to, by the host's rules: never to the two hosts of local files, redirects included (C24). */
  remote(url: string, options?: RemoteOptions): Source
}

export interface RemoteOptions {
  /** In milliseconds without a byte. */
  readonly timeout?: number
  readonly headers?: Record<string, string>
  /** Is told what the server says of its answer, once that is known to be one. */
  onHeaders?(headers: Record<string, string>): void
  /** Is told of each piece that arrives: the bytes so far, and in all where that is known. */
  onBytes?(count: number, size: number | undefined): void
}

/** An asynchronous API of `my`. */
export interface Api<Field extends string = string> extends AsyncDefinition<Field, Parts> {
  /** The base library that brought it. Below, it is not there (C11). Absent: always. */
  readonly since?: string
  /** The fields of its result, for `my.canIUse`: each alone, or with the base library that brought it, as `name@1.2.3`. */
  readonly returns?: readonly string[]
  /** The values that an option may have, where there is a list of them, for `my.canIUse`. */
  readonly values?: { readonly [Name in Field]?: readonly string[] }
}

/** An API that answers at once, or a value. `properties` are what `my.canIUse` knows of it, listed as `returns` are. */
export interface Value {
  readonly since?: string
  readonly properties?: readonly string[]
  make(parts: Parts): unknown
}
