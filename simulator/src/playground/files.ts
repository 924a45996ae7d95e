/** The file system of the playground, in memory: the samples, and the files that the user has dropped or pasted. */

/** TypeScript declares it only for workers, whose types conflict with those of pages. */
declare const FileReaderSync: new () => { readAsArrayBuffer(file: Blob): ArrayBuffer }

export interface Folder {
  readonly kind: 'folder'
  readonly names: Set<string>
}

export interface StoredFile {
  readonly kind: 'file'
  /** A dropped file stays on the disk until it is read. */
  readonly content: Uint8Array<ArrayBuffer> | File
  /** Each change of a file has a greater version. */
  readonly version: number
}

export type Entry = Folder | StoredFile

/** Entries by absolute path, without a trailing slash. The path of the root is empty. */
const entries = new Map<string, Entry>([['', { kind: 'folder', names: new Set() }]])

const keyOf = (path: string) => path.replace(/\/+/g, '/').replace(/\/$/, '')

export const find = (path: string): Entry | undefined => entries.get(keyOf(path))

export const textAsBytes = (text: string) => new TextEncoder().encode(text)

let versions = 0

export function writeFile(path: string, content: StoredFile['content']): void {
  const key = keyOf(path)
  entries.set(key, { kind: 'file', content, version: ++versions })
  addName(key)
}

function addName(key: string): void {
  const at = key.lastIndexOf('/')
  const parent = key.slice(0, at)
  const folder = entries.get(parent)
  if (folder?.kind === 'folder') {
    folder.names.add(key.slice(at + 1))
    return
  }
  entries.set(parent, { kind: 'folder', names: new Set([key.slice(at + 1)]) })
  if (parent !== '') addName(parent)
}

export function removeFolder(path: string): void {
  const key = keyOf(path)
  for (const each of entries.keys()) if (each === key || each.startsWith(`${key}/`)) entries.delete(each)
  const at = key.lastIndexOf('/')
  const parent = entries.get(key.slice(0, at))
  if (parent?.kind === 'folder') parent.names.delete(key.slice(at + 1))
}

/** Reads synchronously, as Node does. Only workers can. */
export function bytesOf({ content }: StoredFile): Uint8Array<ArrayBuffer> {
  return content instanceof Uint8Array ? content : new Uint8Array(new FileReaderSync().readAsArrayBuffer(content))
}

export const sizeOf = (entry: Entry): number =>
  entry.kind === 'folder' ? 0 : entry.content instanceof Uint8Array ? entry.content.length : entry.content.size

/** Node's error for a missing file or folder. */
export const missing = (path: string) =>
  Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' })
