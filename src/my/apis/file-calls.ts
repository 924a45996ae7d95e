import { md5, sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { FileError } from '../../app-files/file-error.ts'
import { SaveError } from '../../core/errors.ts'
import type { MaybePromise } from '../../core/types.ts'
import { quote } from '../../util/format.ts'
import { type FileOperations, type FilesHost, invalidParameter, requireText } from '../api.ts'
import { ApiError, type Call, type Input } from '../call.ts'
import { type FileSystemCodes, fileSystemCode, INVALID_PARAMETER, WRONG_DIGEST_ALGORITHM } from '../codes.ts'
import { toStats } from './file-stats.ts'

/** The implementation of `FileSystemManager` and of `my.getFileInfo`. Most apps that save a picture never load it. */

type FileCall = Parameters<FileOperations[string]>[0]
type FileOperation = FileOperations[string]

/** The values of `digestAlgorithm`. */
export type DigestAlgorithm = 'md5' | 'sha1'
const DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = ['md5', 'sha1']

const HASHES = { md5, sha1 }

/** One implementation for each method and its `…Sync` method: it returns a promise only if the files do. */
export const FILE_OPERATIONS = {
  access: operation((call) => call.context.files.stat(text(call, 'path'))),
  appendFile: operation((call) => call.context.files.append(text(call, 'filePath'), data(call)), done, {
    directory: 10025,
  }),
  copyFile: operation((call) => call.context.files.copy(text(call, 'srcPath'), text(call, 'destPath'))),
  getFileInfo: operation(
    (call) => {
      digestAlgorithm(call)
      return call.context.files.read(text(call, 'filePath'))
    },
    (bytes, call) => ({ size: bytes.length, digest: digest(digestAlgorithm(call), bytes) }),
  ),
  getSavedFileList: operation(
    ({ context }) => context.files.saved(),
    (saved) => ({ fileList: saved.map((file) => ({ ...file, createTime: Math.floor(file.createTime / 1000) })) }),
  ),
  mkdir: operation((call) => call.context.files.mkdir(text(call, 'dirPath'), Boolean(call.input.recursive))),
  readFile: operation(
    (call) => {
      if (call.input.encoding !== undefined) encodingOf(call)
      return readFile(text(call, 'filePath'), call.context)
    },
    (bytes, call) =>
      call.input.encoding === undefined
        ? { data: bytes.buffer, dataType: 'ArrayBuffer' }
        : { data: encodingOf(call).decode(bytes), dataType: 'string' },
  ),
  readdir: operation(
    (call) => call.context.files.list(text(call, 'dirPath')),
    (files) => ({ files }),
  ),
  removeSavedFile: operation((call) => call.context.files.removeSaved(text(call, 'filePath'))),
  // The page of `rename` lists 10022 and 10024 only: an existing file is not writable.
  rename: operation((call) => call.context.files.rename(text(call, 'oldPath'), text(call, 'newPath')), done, {
    exists: 10024,
  }),
  rmdir: operation((call) => call.context.files.rmdir(text(call, 'dirPath'), Boolean(call.input.recursive))),
  saveFile: operation(
    (call) => {
      const filePath = call.input.filePath === undefined ? undefined : text(call, 'filePath')
      return call.context.files.save(text(call, 'tempFilePath'), filePath)
    },
    (savedFilePath) => ({ savedFilePath }),
  ),
  stat: operation(
    (call) => call.context.files[call.input.recursive ? 'statAll' : 'stat'](text(call, 'path')),
    (stat) => ({
      stats:
        stat instanceof Map
          ? Object.fromEntries(Array.from(stat, ([path, below]) => [path, toStats(below)]))
          : toStats(stat),
    }),
  ),
  unlink: operation((call) => call.context.files.unlink(text(call, 'filePath'))),
  writeFile: operation((call) => call.context.files.write(text(call, 'filePath'), data(call))),
} as const

export type FileMethod = keyof typeof FILE_OPERATIONS

/** `readFile` is the only method that also reads files of the package. */
function readFile(path: string, { files, packageFiles }: FilesHost): MaybePromise<Uint8Array<ArrayBuffer>> {
  const packaged = /^[a-z]+:/i.test(path) ? undefined : packageFiles?.read(path)
  if (packaged instanceof Promise) return packaged.then((bytes) => bytes ?? files.read(path))
  return packaged ?? files.read(path)
}

/** The implementation of `my.getFileInfo`, for files of any size. */
export async function getFileInfo(
  { apFilePath, filePath, digestAlgorithm: given }: Input<'apFilePath' | 'filePath' | 'digestAlgorithm'>,
  { signal }: Call,
  { files }: FilesHost,
): Promise<object> {
  const path = requireText(apFilePath ?? filePath, 'getFileInfo', 'apFilePath')
  const algorithm = digestAlgorithm({ api: 'getFileInfo', input: { digestAlgorithm: given } })
  const { size, bytes } = await files.source(path).open(signal)
  return { size, digest: await digestStream(algorithm, bytes) }
}

/** The implementation of `my.getSavedFileInfo`. */
export async function getSavedFileInfo(
  { apFilePath, filePath }: Input<'apFilePath' | 'filePath'>,
  _call: Call,
  { files }: FilesHost,
): Promise<object> {
  const path = requireText(apFilePath ?? filePath, 'getSavedFileInfo', 'apFilePath')
  const found = (await files.saved()).find((file) => file.filePath === path)
  if (found) return { success: true, size: found.size, createTime: found.createTime }
  const message = `${quote(path)} was not saved by my.saveFile: pass the apFilePath that it returned.`
  throw new SaveError('not-found', message, { details: { code: 'file-not-saved', path: quote(path) } })
}

/** Gives a `FileError` the code of `FileSystemManager`. `codes` are those of this method that differ. */
function operation<T>(
  run: (call: FileCall) => MaybePromise<T>,
  result: (value: T, call: FileCall) => object = done,
  codes?: FileSystemCodes,
): FileOperation {
  const withCode = (thrown: unknown) =>
    thrown instanceof FileError
      ? new ApiError(fileSystemCode(thrown.kind, codes), thrown.message, {
          cause: thrown,
          ...(thrown.details && { details: thrown.details }),
        })
      : thrown
  return (call) => {
    try {
      const value = run(call)
      if (!(value instanceof Promise)) return result(value, call)
      return value.then(
        (waited) => result(waited, call),
        (thrown) => {
          throw withCode(thrown)
        },
      )
    } catch (thrown) {
      throw withCode(thrown)
    }
  }
}

function done(): object {
  return { success: true }
}

function text({ input, api }: FileCall, option: string): string {
  return requireText(input[option], api, option)
}

/** The bytes to write, from text in an encoding or from a buffer. */
function data(call: FileCall): Uint8Array {
  const { api, input } = call
  const { data: given, encoding: name = 'utf8' } = input
  const encoding = encodingOf(call)
  try {
    if (typeof given === 'string') return encoding.encode(given)
  } catch {
    const prefixed = /^data:[^,]*;base64,/i.test(given as string)
    throw invalidParameter(
      `my.${api}: data is not ${name}: ${prefixed ? 'pass only what follows "base64,"' : 'pass it in the encoding that you name'}.`,
      { code: 'data-not-encoded', api, encoding: String(name), prefixed },
    )
  }
  const bytes = bytesOf(given)
  if (bytes) return bytes
  const isBlob = Object.prototype.toString.call(given) === '[object Blob]'
  throw invalidParameter(
    isBlob
      ? `my.${api}: data is a Blob: pass await blob.arrayBuffer().`
      : `my.${api}: data is missing: pass a string or an ArrayBuffer.`,
    { code: 'data-missing', api, isBlob },
  )
}

/** The bytes of an `ArrayBuffer` of any realm, or of a view. */
function bytesOf(given: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
  try {
    // Throws for anything that is not a buffer. `instanceof` fails for a buffer of another realm.
    Reflect.get(ArrayBuffer.prototype, 'byteLength', given)
    return new Uint8Array(given as ArrayBuffer)
  } catch {
    return undefined
  }
}

function digestAlgorithm({ api, input }: Pick<FileCall, 'api' | 'input'>): DigestAlgorithm {
  const given = input.digestAlgorithm ?? 'md5'
  const known = DIGEST_ALGORITHMS.find((name) => typeof given === 'string' && given.toLowerCase() === name)
  if (known) return known
  throw notListed(api, 'digestAlgorithm', given, DIGEST_ALGORITHMS.join(', '), WRONG_DIGEST_ALGORITHM)
}

function encodingOf({ api, input }: FileCall): Encoding {
  const given = input.encoding ?? 'utf8'
  const plain = typeof given === 'string' ? given.toLowerCase().replaceAll('-', '') : ''
  const known = plain === 'ucs2' ? 'utf16le' : plain
  if (Object.hasOwn(ENCODINGS, known)) return ENCODINGS[known] as Encoding
  throw notListed(api, 'encoding', given, Object.keys(ENCODINGS).join(', '), INVALID_PARAMETER)
}

function notListed(api: string, option: string, given: unknown, choices: string, error: number): ApiError {
  const value = typeof given === 'string' ? quote(given) : typeof given
  return new ApiError(error, `my.${api}: ${option} is ${value}: pass one of ${choices}.`, {
    details: { code: 'option-not-listed', api, option, value, choices },
  })
}

/** An encoding of `FileSystemManager` (C42). */
interface Encoding {
  /** Throws if the text is not in this encoding. */
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const utf8: Encoding = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
}
const latin1: Encoding = { encode: (text) => toCodes(text, 0xff), decode: (bytes) => fromCodes(bytes) }

/** `binary` is the same as `latin1`, as documented. Case and `-` do not matter: `UTF-8`, `utf-16le`. */
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  utf8,
  binary: latin1,
  latin1,
  ascii: { encode: (text) => toCodes(text, 0x7f), decode: (bytes) => fromCodes(bytes.map((byte) => byte & 0x7f)) },
  base64: { encode: (text) => latin1.encode(atob(text)), decode: (bytes) => btoa(fromCodes(bytes)) },
  hex: {
    encode(text) {
      if (!/^(?:[\da-f]{2})*$/i.test(text)) throw new TypeError('not hexadecimal')
      return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    },
    decode: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  },
  utf16le: {
    encode(text) {
      const bytes = new Uint8Array(text.length * 2)
      for (let at = 0; at < text.length; at++) new DataView(bytes.buffer).setUint16(at * 2, text.charCodeAt(at), true)
      return bytes
    },
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      return fromCodes(Uint16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getUint16(at * 2, true)))
    },
  },
}

/** Encodes each character as one byte. Throws for characters out of range instead of changing them. */
function toCodes(text: string, highest: number): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0)
    if (code > highest) throw new TypeError(`no character up to ${highest}`)
    return code
  })
}

/** In chunks, since the number of arguments of a call is limited. */
function fromCodes(codes: Uint8Array | Uint16Array): string {
  let text = ''
  for (let at = 0; at < codes.length; at += 8192) text += String.fromCharCode(...codes.subarray(at, at + 8192))
  return text
}

/** The digest of some bytes, in hexadecimal. WebCrypto has no MD5 and is missing on insecure pages. */
function digest(algorithm: DigestAlgorithm, bytes: Uint8Array): string {
  return bytesToHex(HASHES[algorithm](bytes))
}

/** The same for a stream, without holding all of it in memory. */
async function digestStream(algorithm: DigestAlgorithm, bytes: ReadableStream<Uint8Array>): Promise<string> {
  const hash = HASHES[algorithm].create()
  const reader = bytes.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytesToHex(hash.digest())
    hash.update(value)
  }
}
