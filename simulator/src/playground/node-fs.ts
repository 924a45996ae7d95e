/** The part of `node:fs` that compiling a mini-program needs, for the files of the playground. */
import { bytesOf, type Entry, find, missing, sizeOf } from './files.ts'

export const existsSync = (path: string): boolean => find(path) !== undefined

export function statSync(path: string, { throwIfNoEntry = true } = {}) {
  const entry = find(path)
  if (entry) return { ...kindOf(entry), size: sizeOf(entry), mtimeMs: entry.kind === 'file' ? entry.version : 0 }
  if (throwIfNoEntry) throw missing(path)
  return undefined
}

export function realpathSync(path: string): string {
  if (!existsSync(path)) throw missing(path)
  return path
}

export function readFileSync(path: string, encoding?: 'utf8'): string | Uint8Array<ArrayBuffer> {
  const entry = find(path)
  if (entry?.kind !== 'file') throw missing(path)
  const bytes = bytesOf(entry)
  return encoding ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : bytes
}

/** With `withFileTypes`. */
export function readdirSync(path: string) {
  const folder = find(path)
  if (folder?.kind !== 'folder') throw missing(path)
  return [...folder.names].map((name) => ({ name, ...kindOf(find(`${path}/${name}`)!) }))
}

const kindOf = ({ kind }: Entry) => ({ isFile: () => kind === 'file', isDirectory: () => kind === 'folder' })
