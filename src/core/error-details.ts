/**
 * What the message of a `SaveError` is made of, by `details.code`. The English sentence is written where the error is
 * thrown; translations (`src/i18n/`) and the wording of the command line are rendered from these values, so no code
 * ever parses a sentence. Values are ready to be shown: short, on one line, without secrets.
 *
 * One block for each folder of `src/`, in alphabetical order.
 */
export interface ErrorDetailsByCode {
  // core
  'album-permission-denied': { readonly album: string }
  /** `photo` is the photo's file name. */
  'album-result-invalid': { readonly album: string; readonly photo: string }
  'album-skipped-bytes': { readonly album: string; readonly photo: string }
  'album-read-twice': { readonly album: string }
  cancelled: object
  /** `image` is the name in quotes, if it has one. `bytes` is absent when the limit was exceeded before the size was known. Both in bytes. */
  'image-too-large': { readonly image?: string; readonly bytes?: number; readonly maxBytes: number }
  /** `expected` lists the allowed values, or describes them. `context` is the function that was called. */
  'invalid-option': {
    readonly context: string
    readonly option: string
    readonly value: string
    readonly expected: Expected | readonly string[]
    readonly example?: string
  }
  /** `value` is absent for URLs, which may contain secrets. `instead` is the code that makes a source of it. */
  'not-a-source': { readonly kind: 'url' | 'data-url' | 'value'; readonly value?: string; readonly instead: string }
  'not-a-stream': { readonly image?: string }
  'not-bytes': { readonly image?: string; readonly chunkType: string }
  'source-opened-nothing': { readonly value: string }
  'unknown-option': { readonly context: string; readonly option: string; readonly suggestion?: string }

  // node: disks, the album of this computer
  /** The folder of an album is a symbolic link that leads nowhere, or lies behind one. */
  'album-broken-link': { readonly album: string; readonly link: string; readonly target: string }
  'album-path-invalid': { readonly given: string; readonly suggestion: string }
  'current-folder-gone': { readonly path: string }
  /** A system call failed. `errno` is its name, such as `ENOSPC`, `text` what the system says. */
  disk: {
    readonly operation: DiskOperation
    readonly path: string
    readonly errno: string | undefined
    readonly text: string
  }
  /** A photo that an album was copying changed meanwhile. */
  'photo-changed': { readonly photo: string }
  /** Something else has the name of the hidden folder in which photos are staged. */
  'staging-blocked': { readonly folder: string }

  // sources
  'data-invalid': { readonly value: string }
  'stream-used': object

  // sources/network, and HTTP on Node
  /** `address` is the IP address that `host` has; the same where a URL names it. */
  'address-not-allowed': { readonly host: string; readonly address: string }
  'body-too-short': { readonly host: string; readonly bytes: number; readonly size: number }
  /** `option` is the function of the caller that returned `value`. */
  'callback-result-invalid': { readonly context: string; readonly option: 'allow' | 'fetch'; readonly value: string }
  /** `errorCode` is the platform's (`ECONNREFUSED`, `CERT_HAS_EXPIRED` …), and `message` its text. */
  'connection-failed': {
    readonly host: string
    readonly proxy?: string
    readonly errorCode?: string
    readonly message: string
  }
  'content-encoding-unsupported': { readonly host: string; readonly encoding: string }
  /** Fewer than the required `bytes` came in `timeout` milliseconds. */
  'download-stalled': { readonly host: string; readonly timeout: number; readonly bytes: number }
  /** A `fetch` that does not check addresses, with an `allow` that needs it. */
  'fetch-unchecked': object
  'header-invalid': { readonly header: string; readonly problem: 'name' | 'missing' | 'value' }
  /** `retryAfter`: in how many milliseconds the server may be asked again, where it says so. */
  'http-status': { readonly url: string; readonly status: number; readonly retryAfter?: number }
  'proxy-url-invalid': { readonly variable: string }
  'redirect-loop': { readonly host: string; readonly url: string }
  'too-many-redirects': { readonly host: string; readonly url: string; readonly maxRedirects: number }
  /** `redirectedFrom` is the host that redirects to `url`. */
  'url-not-fetchable': {
    readonly url: string
    readonly problem: 'invalid' | 'protocol' | 'app-file' | 'not-allowed'
    readonly redirectedFrom?: string
  }
}

/** What was being done when the operating system reported an error. */
export type DiskOperation =
  | 'write-album'
  | 'inspect-album'
  | 'write-folder'
  | 'prepare-import'
  | 'use-app-file'
  | 'write-output'
  | 'load-module'

/** What an option has to be, in the words of the English message. */
export type Expected =
  // core
  | 'a boolean'
  | 'a function'
  | 'a number of bytes'
  | 'a number of milliseconds'
  | 'a positive whole number'
  | 'a string'
  | 'an AbortSignal'
  | 'an album'
  | 'an object'
  | 'the album that this function returns'
  // albums
  | 'a FileSystemDirectoryHandle'
  // sources
  | 'a function that returns true or false'

export type ErrorCode = keyof ErrorDetailsByCode

export type SaveErrorDetails = {
  [Code in ErrorCode]: { readonly code: Code } & ErrorDetailsByCode[Code]
}[ErrorCode]

/** Renders messages in one language. The compiler checks that a translation covers every code. */
export type Messages = { readonly [Code in ErrorCode]: (details: ErrorDetailsByCode[Code]) => string }
