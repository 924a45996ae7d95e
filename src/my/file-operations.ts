import type { AppFiles } from '../app-files/app-files.ts'
import { type Encoding, encodingOf } from '../app-files/encoding.ts'
import { FileError } from '../app-files/file-error.ts'
import { quote } from '../app-files/quote.ts'
import type { MaybePromise } from '../core/types.ts'
import type { Input } from './call.ts'
import { checkDigestAlgorithm } from './digest-file.ts'
import { withFileCode } from './file-codes.ts'
import type { FileMethod } from './file-methods.ts'
import { invalidParameter, requireText } from './parameters.ts'
import { Stats } from './stats.ts'

/** One call of a method, as the method sees it. */
export interface FileCall {
  readonly api: string
  readonly files: AppFiles
  readonly input: Input<string>
}

type FileOperation = (call: FileCall) => MaybePromise<object>

/** Calls a method: one piece of code for it and for its synchronous twin. What it throws has its code (C42). */
export function operate(method: FileMethod, call: FileCall): MaybePromise<object> {
  try {
    const result = OPERATIONS[method](call)
    return result instanceof Promise
      ? result.catch((thrown) => {
          throw withFileCode(thrown)
        })
      : result
  } catch (thrown) {
    throw withFileCode(thrown)
  }
}

const OPERATIONS: Readonly<Record<FileMethod, FileOperation>> = {
  access: operation((call) => call.files.stat(text(call, 'path'))),
  appendFile: operation((call) => call.files.append(text(call, 'filePath'), data(call))),
  copyFile: operation((call) => call.files.copy(text(call, 'srcPath'), text(call, 'destPath'))),
  getFileInfo: operation(
    (call) => {
      checkDigestAlgorithm(call.input.digestAlgorithm, call.api)
      return call.files.stat(text(call, 'filePath'))
    },
    ({ directory, size }, { input }) => {
      if (directory) throw new FileError('directory', `${quote(String(input.filePath))} is a folder, not a file.`)
      return { size }
    },
  ),
  getSavedFileList: operation(
    ({ files }) => files.saved(),
    (saved) => ({ fileList: saved.map((file) => ({ ...file, createTime: Math.floor(file.createTime / 1000) })) }),
  ),
  mkdir: operation((call) => call.files.mkdir(text(call, 'dirPath'), Boolean(call.input.recursive))),
  readFile: operation(
    (call) => {
      if (call.input.encoding !== undefined) knownEncoding(call.input.encoding, call.api)
      return call.files.read(text(call, 'filePath'))
    },
    (bytes, call) =>
      call.input.encoding === undefined
        ? { data: bytes.buffer, dataType: 'ArrayBuffer' }
        : { data: knownEncoding(call.input.encoding, call.api).decode(bytes) },
  ),
  readdir: operation(
    (call) => call.files.list(text(call, 'dirPath')),
    (files) => ({ files }),
  ),
  removeSavedFile: operation((call) => call.files.removeSaved(text(call, 'filePath'))),
  rename: operation((call) => call.files.rename(text(call, 'oldPath'), text(call, 'newPath'))),
  rmdir: operation((call) => call.files.rmdir(text(call, 'dirPath'), Boolean(call.input.recursive))),
  saveFile: operation(
    (call) => {
      const filePath = call.input.filePath === undefined ? undefined : text(call, 'filePath')
      return call.files.save(text(call, 'tempFilePath'), filePath)
    },
    (savedFilePath) => ({ savedFilePath }),
  ),
  stat: operation(
    (call) => call.files[call.input.recursive ? 'statAll' : 'stat'](text(call, 'path')),
    (stat) => ({
      stats:
        stat instanceof Map
          ? Object.fromEntries(Array.from(stat, ([path, below]) => [path, new Stats(below)]))
          : new Stats(stat),
    }),
  ),
  unlink: operation((call) => call.files.unlink(text(call, 'filePath'))),
  writeFile: operation((call) => call.files.write(text(call, 'filePath'), data(call))),
}

function operation<T>(
  run: (call: FileCall) => MaybePromise<T>,
  result: (value: T, call: FileCall) => object = () => ({ success: true }),
): FileOperation {
  return (call) => {
    const value = run(call)
    return value instanceof Promise ? value.then((waited) => result(waited, call)) : result(value, call)
  }
}

function text({ input, api }: FileCall, option: string): string {
  return requireText(input[option], api, option)
}

/** What is to be written: text in an encoding, UTF-8 unless told otherwise, or bytes as they are. */
function data({ input, api }: FileCall): Uint8Array {
  const { data: given, encoding: name = 'utf8' } = input
  const encoding = knownEncoding(name, api)
  try {
    if (typeof given === 'string') return encoding.encode(given)
  } catch {
    throw invalidParameter(`my.${api}: data is not ${name}: pass it in the encoding that you name.`)
  }
  const bytes = bytesOf(given)
  if (bytes) return bytes
  throw invalidParameter(`my.${api}: data is missing: give a text or an ArrayBuffer.`)
}

/** Of an `ArrayBuffer` from any realm, or of a view on one. */
function bytesOf(given: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
  try {
    // Throws for all that is no buffer, where `instanceof` fails for one of another realm.
    Reflect.get(ArrayBuffer.prototype, 'byteLength', given)
    return new Uint8Array(given as ArrayBuffer)
  } catch {
    return undefined
  }
}

function knownEncoding(name: unknown, api: string): Encoding {
  const known = typeof name === 'string' ? encodingOf(name) : undefined
  if (known) return known
  throw invalidParameter(`my.${api}: there is no such encoding: give utf8, base64, hex, latin1, ascii or utf16le.`)
}
