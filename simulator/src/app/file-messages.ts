import type { ReceiveOptions } from '../../../src/app-files/app-files.ts'
import type { FileStat } from '../../../src/app-files/stores/file-store.ts'
import type { KeptEntry } from '../../../src/app-files/stores/memory-store.ts'
import type { SaveErrorReason } from '../../../src/core/errors.ts'
import {
  type Check,
  hasShape,
  isBoolean,
  isListOf,
  isNumber,
  isObject,
  isString,
  optional,
  type Rules,
} from '../../../src/util/shapes.ts'

/**
 * The messages between the phone and the app's files. The files are in the memory of the app's worker, because only there can
 * its code access them synchronously. The phone stores the changes, and requests the files that its own APIs read.
 */

/** A path of the app's store with its entry. Without an entry, it was removed. */
export type KeptFile<Entry = KeptEntry> = readonly [path: string, entry: Entry]

/** Requests of the phone. */
export type FileQuestion =
  | { readonly type: 'open'; readonly path: string }
  | { readonly type: 'stat'; readonly path: string }
  /** The bytes follow as `chunk` messages, one for each `pull`. */
  | { readonly type: 'receive'; readonly options: ReceiveOptions }

/** Messages from the phone to the files. */
export type ToFiles = { readonly request: number } & (
  | FileQuestion
  /** The next bytes of the received file, or its end. */
  | { readonly type: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> | undefined }
  /** The source of the received file has failed. */
  | { readonly type: 'broken' }
)

/** Responses to requests of the phone. */
export type FileAnswer =
  | { readonly type: 'opened'; readonly content: Blob; readonly name: string | undefined }
  | { readonly type: 'stat'; readonly stat: FileStat }
  | { readonly type: 'received'; readonly path: string }
  | {
      readonly type: 'failed'
      readonly reason: SaveErrorReason
      readonly message: string
      readonly details: object | undefined
    }

/** Messages from the files to the phone. */
export type FromFiles =
  | ({ readonly request: number } & (FileAnswer | { readonly type: 'pull' }))
  | { readonly type: 'changed'; readonly changes: readonly KeptFile<KeptEntry | undefined>[] }

/** Longer than any path of an app (`app-files/paths.ts`). In characters. */
const MAX_PATH = 2000
/** Temporary files are not stored. */
const isKeptPath: Check = (path) =>
  isString(path) && (path as string).length <= MAX_PATH && /^(user|cache)(\/|$)/.test(path as string)
const isEntry = hasShape({ bytes: optional((bytes) => bytes instanceof ArrayBuffer), modified: isNumber })

/** The code of the app runs next to its files and may send anything, so each message is validated. */
export const FROM_FILES: Rules<FromFiles> = {
  opened: { request: isNumber, content: (content) => content instanceof Blob, name: optional(isString) },
  stat: {
    request: isNumber,
    stat: hasShape({ directory: isBoolean, size: isNumber, accessed: isNumber, modified: isNumber, mode: isNumber }),
  },
  received: { request: isNumber, path: isString },
  failed: { request: isNumber, reason: isString, message: isString, details: optional(isObject) },
  pull: { request: isNumber },
  changed: {
    changes: isListOf((change) => Array.isArray(change) && isKeptPath(change[0]) && optional(isEntry)(change[1])),
  },
}
