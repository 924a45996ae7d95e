/**
 * The values in the message of a `SaveError`, by `details.code`. The English sentence is written where the error is
 * thrown; translations (`src/i18n/`) and the wording of the command line are rendered from these values, so no code
 * ever parses a sentence. Values are ready to be shown: short, on one line, without secrets.
 *
 * One block for each folder of `src/`, in alphabetical order.
 */
export interface ErrorDetailsByCode {
  // albums
  'alipay-failed': { readonly photo: string; readonly error: number; readonly words: string }
  'alipay-not-ready': { readonly photo: string; readonly seconds: number }
  'delivery-timeout': { readonly photo: string; readonly method: 'alipay-h5' | 'web-share'; readonly seconds: number }
  /** `place` does not support the method: a kind of page, or the `browser` itself. */
  'delivery-unsupported': {
    readonly photo: string
    readonly method: 'alipay-h5' | 'long-press' | 'web-download' | 'web-share'
    readonly place: 'browser' | 'home-screen' | 'insecure' | 'sandbox' | 'web-view' | 'worker'
  }
  'folder-picker-missing': { readonly place: 'frame' | 'page' | 'worker' }
  'folder-timeout': { readonly seconds: number }
  /** In bytes. */
  'memory-full': { readonly photo: string; readonly capacity: number }
  'no-delivery-method': { readonly order: readonly string[]; readonly place: 'page' | 'server' | 'worker' }
  'opfs-path-invalid': { readonly path: string }
  'package-missing': { readonly package: string }
  /** `address` has no secrets; `answer` is the server's or the platform's own name for the error. */
  'server-album': {
    readonly service: 's3' | 'webdav'
    readonly problem: ServerProblem
    readonly address: string
    readonly photo?: string
    readonly answer?: string
  }
  'share-needs-tap': { readonly photo: string }
  'share-sheet-busy': { readonly photo: string }
  'webp-converted': { readonly photo: string }

  // app-files. `path` is the app's, such as "https://usr/a.png", in quotes.
  'file-missing': { readonly path: string }
  'file-folder-missing': { readonly path: string }
  'file-not-a-folder': { readonly path: string }
  'file-is-a-folder': { readonly path: string }
  'file-exists': { readonly path: string }
  'file-not-empty': { readonly path: string }
  'file-not-of-the-app': { readonly path: string }
  'file-path-invalid': {
    readonly path: string
    readonly rule:
      | 'spelling'
      | 'parent-folder'
      | 'characters'
      | 'name-length'
      | 'path-length'
      | 'encoding'
      | 'double-encoding'
  }
  'file-read-only': { readonly path: string }
  'file-into-itself': { readonly path: string }
  'file-not-temporary': { readonly path: string }
  'file-not-saved': { readonly path: string }
  /** A file of the package that the app may not read. `exists`: whether the package has it. */
  'file-not-listed': { readonly path: string; readonly exists: boolean }
  'app-files-locked': { readonly folder: string }
  'file-not-regular': { readonly path: string }
  'file-too-large': { readonly path: string; readonly maxBytes: number }
  'file-quota-exceeded': { readonly path: string; readonly maxBytes: number }
  /** `problem` is the system's own code or words, `folder` where the files are on the disk. */
  'file-storage-failed': {
    readonly path: string
    readonly kind: 'full' | 'forbidden' | 'failed'
    readonly problem: string
    readonly folder?: string
  }
  'app-closed': object

  // bridge
  /** `origin` is the required origin of the parent page, for a frame. */
  'my-not-exposed': { readonly origin?: string }
  'port-closed': { readonly api: string }

  // cli
  /**
   * An argument of `photosalbum save` or a line of its list, as typed. `host` is the folder that is missing, `meant` what may have been
   * meant, and `line` the number of the line.
   */
  'unusable-input': {
    readonly input: string
    readonly problem:
      | 'empty'
      | 'encoded-slash'
      | 'folder'
      | 'quoted-home'
      | 'no-scheme'
      | 'no-match'
      | 'no-standard-input'
      | 'not-an-address'
      | 'not-json'
      | 'not-public'
      | 'other-computer'
      | 'scheme'
      | 'several'
      | 'too-long'
      | 'two-inputs'
      | 'unknown-key'
      | 'unusable-name'
    readonly host?: string
    readonly meant?: string
    /** Of the input, in characters. */
    readonly length?: number
    /** The number of the line of a list. */
    readonly line?: number
    /** As they are in that line, in quotes. */
    readonly key?: string
    readonly name?: string
  }

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

  // dev-server
  'no-free-port': { readonly from: number; readonly to: number }
  'no-network-address': { readonly addresses: readonly string[]; readonly wanted?: string }
  'project-without-pages': { readonly folder: string }
  'target-not-found': { readonly target: string }
  'target-not-script': { readonly target: string }

  // image: `image` is the name in quotes, if it has one; `format` is `JPEG`, `HEIC` and so on
  'image-corrupt': {
    readonly image?: string
    readonly format: string
    readonly problem: CorruptProblem
    readonly offset?: number
  }
  'image-empty': { readonly image?: string }
  'image-truncated': {
    readonly image?: string
    readonly format: string
    readonly bytes: number
    readonly expectedBytes?: number
  }
  'image-without-pixels': { readonly image?: string; readonly width: number; readonly height: number }
  /** Something else, whose kind is known. */
  'not-an-image': { readonly image?: string; readonly found: OtherFormat; readonly advice: Advice }
  /** `firstBytes` are hexadecimal digits. */
  'unknown-format': { readonly image?: string; readonly firstBytes: string }

  // mini-program, and the phone that it runs on
  'app-stopped': object
  /** Nothing of the canvas, which has this size, is at `x`, `y`. */
  'canvas-area-empty': {
    readonly api: string
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }
  'canvas-not-exported': { readonly api: string; readonly width: number; readonly height: number }
  /** `canvasId` is in quotes. Absent: an object was passed that is not a canvas of the app. */
  'canvas-not-found': { readonly canvasId?: string }
  'package-file-missing': { readonly path: string }
  'phone-album-full': { readonly photo: string }
  'phone-offline': { readonly host: string }

  // my. `api` is the called API, such as `downloadFile`. Paths and URLs are in quotes.
  /** `asked`: the user has refused just now, and not before. */
  'album-denied': { asked: boolean }
  'album-unanswered': object
  'authorize-result-invalid': { readonly value: string }
  'data-missing': { readonly api: string; readonly isBlob: boolean }
  /** `prefixed`: the data begins with `data:…;base64,`. */
  'data-not-encoded': { readonly api: string; readonly encoding: string; readonly prefixed: boolean }
  'data-url-without-image': { readonly api: string }
  'header-option-invalid': { readonly api: string }
  'http-not-supported': { readonly api: string; readonly url: string; readonly loopback: boolean }
  'my-disposed': { readonly api: string }
  'no-file-path': { readonly option: string }
  /** `expects`: what to pass. @default a text */
  'option-missing': { readonly api: string; readonly option: string; readonly expects?: 'list' | 'numbers' }
  /** `expected` needs no translation: `QRCODE`, `1–2048`. */
  'option-invalid': {
    readonly api: string
    readonly option: string
    readonly value: string
    readonly expected: string
  }
  'option-not-listed': {
    readonly api: string
    readonly option: string
    readonly value: string
    readonly choices: string
  }
  'option-unreadable': { readonly api: string; readonly option: string; readonly problem: string }
  'page-storage-full': object
  'qr-code-too-long': { readonly api: string }
  'nobody-answers': { readonly api: string; readonly method: string }
  'request-refused': { readonly api: string }
  'request-status': { readonly api: string; readonly host: string; readonly status: number }
  'request-timeout': { readonly api: string; readonly host: string; readonly timeout: number }
  'request-url-invalid': { readonly api: string; readonly url: string }
  'response-not-json': { readonly api: string; readonly start: string }
  'socket-data-invalid': { readonly api: string }
  'socket-exists': object
  'socket-not-open': { readonly api: string }
  'socket-url-invalid': { readonly url: string }
  'storage-full': { readonly key: string }
  'storage-value-invalid': object
  'storage-value-too-large': { readonly maxBytes: number }
  'too-many-sockets': { readonly max: number }
  'ws-not-supported': { readonly url: string; readonly loopback: boolean }
  'unsupported-file-path': {
    readonly path: string
    readonly advice:
      | 'accepted-kinds'
      | 'download-data-url'
      | 'newer-client'
      | 'copy-package-file'
      | 'page-address'
      | 'write-blob'
    readonly minVersion: string
  }
  'image-type-unsupported': { readonly api: string; readonly type: string }
  'picture-url-invalid': { readonly api: string; readonly url: string }
  'url-invalid': { readonly api: string; readonly url: string }
  'urls-invalid': { readonly api: string }

  // node: disks, the album of this computer
  /** The folder of an album is a symbolic link that leads nowhere, or lies behind one. */
  'album-broken-link': { readonly album: string; readonly link: string; readonly target: string }
  'album-path-invalid': { readonly given: string; readonly suggestion: string }
  'current-folder-gone': { readonly path: string }
  /** A system call failed. `errno` is its name, such as `ENOSPC`, `text` what the system says. */
  disk: {
    readonly operation: DiskOperation
    readonly path: string
    readonly errno: string
    readonly text: string
  }
  /** Something is short on the disk of a path, or soon will be. */
  'disk-room': { readonly path: string; readonly shortage: 'no-bytes' | 'few-bytes' | 'no-files' | 'few-files' }
  'folder-is-file': { readonly path: string }
  /** `home` is the value of the variable HOME. */
  'no-home-folder': { readonly home: string }
  /** Windows has none, or PowerShell failed with `problem`. */
  'no-pictures-folder': { readonly problem?: string }
  'osascript-missing': object
  /** A photo changed while an album copied it. */
  'photo-changed': { readonly photo: string }
  'photos-cancelled': object
  /** `problem` is the message of Photos. */
  'photos-failed': { readonly problem: string }
  /** `number` is the error number of macOS. */
  'photos-forbidden': { readonly number: number }
  'photos-missing': object
  'photos-refused': { readonly path: string }
  'photos-timeout': { readonly seconds: number }
  /** Something else has the name of the hidden folder in which photos are staged. */
  'staging-blocked': { readonly folder: string }

  // phone. `album` is the album's name, `words` is the message of the platform.
  'phone-cancelled': { readonly album: string; readonly photo: string }
  'phone-denied': { readonly album: string; readonly photo: string; readonly words: string }
  'phone-failed': { readonly album: string; readonly photo: string; readonly words: string }
  'phone-full': { readonly album: string; readonly photo: string; readonly words: string }
  'phone-timeout': { readonly album: string; readonly photo: string; readonly seconds: number }
  'phone-unsupported': { readonly album: string; readonly photo: string; readonly words: string }
  /** In bytes. */
  'phone-wrote-wrong-size': {
    readonly album: string
    readonly photo: string
    readonly size: number
    readonly bytes: number
  }

  // sources
  'canvas-invalid': { readonly problem: 'closed' | 'image' | 'other'; readonly value: string }
  'canvas-not-encoded': { readonly width: number; readonly height: number }
  'canvas-tainted': object
  /** `instead` is the code that makes a source of it, if it has an image. */
  'data-invalid': { readonly value: string; readonly instead?: string }
  /** `character` counts from 1. */
  'data-url-invalid': { readonly problem: DataUrlProblem; readonly character?: number }
  /** `sizes` are those of before and after, in bytes, where they differ. */
  'local-file-changed': { readonly path: string; readonly sizes?: readonly [number, number] }
  /** `missingFolder` is the first folder of the path that does not exist, `suggestion` a similar name in `folder`. */
  'local-file-missing': {
    readonly path: string
    readonly folder?: string
    readonly missingFolder?: string
    readonly suggestion?: string
    readonly linkTarget?: string
  }
  /** A system call failed. `errno` is its name, such as `EACCES`, `text` what the system says. */
  'local-file-unreadable': { readonly path: string; readonly errno: string; readonly text: string }
  'name-not-utf8': { readonly path: string; readonly name: string; readonly folder: string }
  'not-a-file': { readonly path: string; readonly kind: 'folder' | 'pipe' | 'socket' | 'device' }
  'not-a-path': { readonly value: string }
  /** A path that only a shell or a browser would understand. `path` is absent for URLs, which may contain secrets. */
  'path-misread': { readonly path?: string; readonly suggestion: string }
  'stream-used': object

  // sources/network, and HTTP on Node
  /** `address` is the IP address that `host` has; the same where a URL names it. */
  'address-not-allowed': { readonly host: string; readonly address: string }
  'body-too-short': { readonly host: string; readonly bytes: number; readonly size: number }
  /** `option` is the function of the caller that returned `value`. */
  'callback-result-invalid': { readonly context: string; readonly option: 'allow' | 'fetch'; readonly value: string }
  /**
   * `errorCode` is the platform's (`ECONNREFUSED`, `CERT_HAS_EXPIRED` …), and `message` its text. `hidden`: a browser
   * keeps the reason from the page, which may be that another site does not send Access-Control-Allow-Origin.
   */
  'connection-failed': {
    readonly host: string
    readonly errorCode?: string
    readonly message: string
    readonly hidden?: true
  }
  'content-encoding-unsupported': { readonly host: string; readonly encoding: string }
  /** Fewer than the required `bytes` came in `timeout` milliseconds. */
  'download-stalled': { readonly host: string; readonly timeout: number; readonly bytes: number }
  /** A `fetch` that does not check addresses, with an `allow` that needs it. */
  'fetch-unchecked': object
  /** The result of `publicAddresses()` was called instead of passed as an option. */
  'public-addresses-called': object
  'header-invalid': { readonly header: string; readonly problem: 'name' | 'missing' | 'value' }
  /** `retryAfter`: how long the server asks to wait, in milliseconds. `sentLogin`: whether the request had a login. */
  'http-status': {
    readonly url: string
    readonly status: number
    readonly retryAfter?: number
    readonly sentLogin: boolean
  }
  /** `proxy` is the host of the proxy, which could not be reached or refused the request. */
  'proxy-failed': {
    readonly host: string
    readonly proxy: string
    /** The variable of the environment that names the proxy. */
    readonly variable: string
    readonly errorCode?: string
    readonly message: string
  }
  'lengths-differ': { readonly host: string; readonly value: string }
  'proxy-url-invalid': { readonly variable: string; readonly value: string }
  'redirect-loop': { readonly host: string; readonly url: string }
  'too-many-redirects': { readonly host: string; readonly url: string; readonly maxRedirects: number }
  /** `redirectedFrom` is the host that redirects to `url`. */
  'url-not-fetchable': {
    readonly url: string
    readonly problem: 'invalid' | 'protocol' | 'app-file' | 'not-allowed'
    readonly redirectedFrom?: string
  }

  // web
  /** What was being done when the browser threw. `words` is its message. Sizes are in bytes. */
  'browser-error': {
    readonly problem: 'busy' | 'cancelled' | 'full' | 'gone' | 'no-access' | 'other' | 'refused'
    readonly operation: BrowserOperation
    readonly words: string
  }
  'folder-denied': { readonly folder: string }
  'folder-gone': { readonly folder: string }
  'folder-needs-tap': { readonly folder?: string }
  'folder-not-picked': object
  'image-not-shown': { readonly photo: string }
  'long-press-missing': { readonly photo: string }
  'opfs-not-writable': object
  'opfs-unavailable': object
  'opfs-unsupported': object
  /** In bytes. */
  'stored-size-differs': { readonly name: string; readonly expected: number; readonly actual: number }
}

/** What is wrong with an album on a server. */
export type ServerProblem =
  | 'busy'
  | 'condition-ignored'
  | 'differs'
  | 'endpoint-invalid'
  | 'forbidden'
  | 'full'
  | 'name-taken'
  | 'no-credentials'
  | 'no-profile'
  | 'not-there'
  | 'refused'
  | 'stalled'
  | 'too-large'
  | 'unexpected-answer'
  | 'unknown'
  | 'unverified'
  | 'wrong-clock'
  | 'wrong-credentials'
  | 'wrong-region'

/** What was being done when the operating system reported an error. */
export type DiskOperation =
  | 'write-album'
  | 'inspect-album'
  | 'write-folder'
  | 'prepare-photo'
  | 'write-output'
  | 'load-module'

/** What a page was doing when the browser threw an error. Sizes are in bytes. */
export type BrowserOperation =
  | { readonly kind: 'open' | 'pick-folder' | 'recall-folder' }
  | { readonly kind: 'save'; readonly photo: string; readonly folder: string }
  | { readonly kind: 'share'; readonly photo: string; readonly size: number }

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
  | "the platform's module"
  // my
  | 'numbers and dots'
  | 'a non-empty string of at most 200 characters'
  | 'the path of a folder'
  // sources
  | 'a number from 0 to 1'
  | 'a function that returns true or false'

/** What is wrong with a `data:` URL, in the words of the English message. */
export type DataUrlProblem =
  | 'does not start with "data:"'
  | 'has a "%" without two hexadecimal digits after it'
  | 'has a character that is not base64'
  | 'has no comma after its type'
  | 'is truncated'

/** What is wrong with the bytes of an image, in the words of the English message. */
export type CorruptProblem =
  | 'a part has an impossible length'
  | 'a segment has an impossible length'
  | 'it contains no picture'
  | 'it continues after its last box'
  | 'it has no dimensions'
  | 'it has no directory'
  | 'its directory is not valid'
  | 'its header is not valid'
  | 'its parts refer to the same bytes again and again'
  | 'its pixels start inside its header'
  | 'there is no GIF block'

/** What was given instead of an image, in the words of the English message. */
export type OtherFormat =
  | `${'a JPEG 2000 image' | 'a JPEG XL image' | 'a JPEG-LS image' | 'a camera raw file' | "a PNG in Apple's own variant (CgBI)"}, which few albums can show`
  | `${'a Photoshop document' | 'a PDF document' | 'a ZIP archive' | 'a video' | 'an HTML page' | 'an SVG drawing' | 'an XML document' | 'an icon' | 'audio' | 'gzip data' | 'JSON text' | 'text' | 'the text of a data: URL'}, not an image`
  | 'only the first bytes of an image'

/** What to do about it, in the words of the English message. */
export type Advice =
  | 'Convert it to JPEG or PNG first.'
  | 'Export it as PNG first.'
  | 'Get the complete file.'
  | 'Pass an image.'
  | 'Pass that text itself.'
  | 'Pass the picture itself, or its URL.'
  | 'Save a picture of its page.'
  | 'Unpack it and save the picture inside.'
  | 'Unpack it first.'

export type ErrorCode = keyof ErrorDetailsByCode

export type SaveErrorDetails = {
  [Code in ErrorCode]: { readonly code: Code } & ErrorDetailsByCode[Code]
}[ErrorCode]

/** Renders messages in one language. The compiler checks that a translation covers every code. */
export type Messages = { readonly [Code in ErrorCode]: (details: ErrorDetailsByCode[Code]) => string }
