/**
 * The files of the playground for esbuild, which is written in Go: `wasm_exec.js` uses `globalThis.fs` as the file system of Go
 * programs, with the functions of `node:fs`. So esbuild resolves modules and packages by its own rules, as on a disk.
 */
import { bytesOf, type Entry, find, missing, sizeOf } from './files.ts'

type Callback<T = void> = (error: Error | null, result?: T) => void
type Read = (
  file: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
  callback: Callback<number>,
) => void

const STDIN = 0
/** Lower numbers are standard input, output and error. */
const FIRST_FILE = 3
const [FOLDER_MODE, FILE_MODE] = [0o040755, 0o100644]

const open = new Map<number, { readonly path: string; readonly entry: Entry; bytes?: Uint8Array; at: number }>()
let last = FIRST_FILE
/** esbuild replaces `read`, to receive its requests. */
let readStdin: Read | undefined

const readFile: Read = (file, buffer, offset, length, position, callback) => {
  const opened = open.get(file)
  if (opened?.entry.kind !== 'file') return callback(missing(opened?.path ?? ''))
  opened.bytes ??= bytesOf(opened.entry)
  const start = position ?? opened.at
  const part = opened.bytes.subarray(start, start + length)
  buffer.set(part, offset)
  opened.at = start + part.length
  callback(null, part.length)
}
const read: Read = (file, ...rest) => (file === STDIN ? readStdin : readFile)?.(file, ...rest)

const stats = (entry: Entry) => ({
  dev: 0,
  ino: 0,
  mode: entry.kind === 'folder' ? FOLDER_MODE : FILE_MODE,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  size: sizeOf(entry),
  blksize: 4096,
  blocks: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
  isDirectory: () => entry.kind === 'folder',
})

function stat(path: string, callback: Callback<object>): void {
  const entry = find(path)
  if (entry) callback(null, stats(entry))
  else callback(missing(path))
}

export const goFs = {
  constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
  get read() {
    return read
  },
  set read(ofEsbuild: Read) {
    readStdin = ofEsbuild
  },
  /** esbuild replaces it, to send its responses. */
  writeSync: (_file: number, bytes: Uint8Array): number => bytes.length,
  write(
    file: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    _position: number | null,
    callback: Callback<number>,
  ) {
    callback(null, this.writeSync(file, bytes.subarray(offset, offset + length)))
  },
  open(path: string, _flags: number, _mode: number, callback: Callback<number>) {
    const entry = find(path)
    if (!entry) return callback(missing(path))
    open.set(++last, { path, entry, at: 0 })
    callback(null, last)
  },
  close(file: number, callback: Callback) {
    open.delete(file)
    callback(null)
  },
  fstat(file: number, callback: Callback<object>) {
    const opened = open.get(file)
    if (opened) callback(null, stats(opened.entry))
    else callback(missing(''))
  },
  stat,
  /** There are no symbolic links. */
  lstat: stat,
  readdir(path: string, callback: Callback<string[]>) {
    const folder = find(path)
    if (folder?.kind === 'folder') callback(null, [...folder.names])
    else callback(missing(path))
  },
}
