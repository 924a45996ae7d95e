import { blob } from '../../sources/blob.ts'
import { StoreError } from '../file-error.ts'
import type { FileStore, FileWriter } from './file-store.ts'

interface Node {
  /** Absent for a folder. */
  chunks?: Uint8Array[]
  size: number
  accessed: number
  modified: number
}

/** A stored file or, without bytes, a folder. */
export interface KeptEntry {
  readonly bytes?: ArrayBuffer
  /** In milliseconds since 1970. */
  readonly modified: number
}

export interface MemoryStoreOptions {
  /** The initial contents, by path. Folders may be omitted. */
  readonly initial?: Iterable<readonly [path: string, entry: KeptEntry]>
  /** Called with the path of every entry that was created, changed, moved or removed. */
  changed?(path: string): void
  /**
   * The maximum size of all files together, in bytes. Writes that would exceed it fail with `over-quota`.
   * @default no limit
   */
  readonly maxBytes?: number
}

export interface MemoryStore extends FileStore {
  /** The entry at a path, with a copy of its bytes. */
  entry(path: string): KeptEntry | undefined
}

/**
 * An app's files in memory: for tests, for pages without a file system, and next to the code of an app in a worker. They are
 * lost with the page, unless the host stores the entries that have `changed`.
 */
export function memoryStore({
  initial = [],
  changed = () => {},
  maxBytes = Number.POSITIVE_INFINITY,
}: MemoryStoreOptions = {}): MemoryStore {
  const nodes = new Map<string, Node>([['', folder()]])
  let used = 0
  const checkRoom = (path: string, size: number): void => {
    if (used + size > maxBytes) throw new StoreError('file-quota-exceeded', { path, maxBytes })
  }
  for (const [path, { bytes, modified }] of initial) {
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth++) {
      const parent = parts.slice(0, depth).join('/')
      if (!nodes.has(parent)) nodes.set(parent, folder())
    }
    const content = bytes && { chunks: [new Uint8Array(bytes)], size: bytes.byteLength }
    used += bytes?.byteLength ?? 0
    nodes.set(path, { ...folder(), ...content, accessed: modified, modified })
  }
  let runs = 0

  const put = (path: string, node: Node): void => {
    nodes.set(path, node)
    changed(path)
  }
  const drop = (path: string): void => {
    nodes.delete(path)
    changed(path)
  }

  const get = (path: string): Node => {
    const node = nodes.get(path)
    if (!node) throw new StoreError('file-missing', { path: path })
    return node
  }
  const file = (path: string): Node & { chunks: Uint8Array[] } => {
    const { chunks } = get(path)
    if (!chunks) throw new StoreError('file-is-a-folder', { path: path })
    return get(path) as Node & { chunks: Uint8Array[] }
  }
  const children = (path: string): string[] => {
    if (get(path).chunks) throw new StoreError('file-not-a-folder', { path: path })
    const prefix = path === '' ? '' : `${path}/`
    return [...nodes.keys()].filter((key) => key !== '' && key.startsWith(prefix) && !key.includes('/', prefix.length))
  }
  /** Adds an entry to an existing folder. */
  const add = (path: string, node: Node): void => {
    if (nodes.has(path)) throw new StoreError('file-exists', { path: path })
    const parent = nodes.get(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
    if (!parent || parent.chunks) throw new StoreError('file-folder-missing', { path: path })
    put(path, node)
  }
  const read = (path: string): Uint8Array<ArrayBuffer> => {
    const { chunks, size } = file(path)
    const bytes = new Uint8Array(size)
    let end = 0
    for (const chunk of chunks) {
      bytes.set(chunk, end)
      end += chunk.length
    }
    return bytes
  }
  const writer = (path: string, node: Node & { chunks: Uint8Array[] }): FileWriter => ({
    write(chunk) {
      checkRoom(path, chunk.length)
      used += chunk.length
      node.chunks.push(chunk.slice())
      node.size += chunk.length
      node.modified = Date.now()
      changed(path)
    },
    close() {},
  })

  return {
    synchronous: true,
    newRun: () => `run-${++runs}`,
    // Runs in the same memory end together.
    isOver: () => false,
    entry(path) {
      const node = nodes.get(path)
      return node && { ...(node.chunks && { bytes: read(path).buffer }), modified: node.modified }
    },

    stat(path) {
      const node = nodes.get(path)
      if (!node) return undefined
      const { chunks, size, accessed, modified } = node
      return { directory: !chunks, size, accessed, modified, mode: chunks ? 0o100600 : 0o40700 }
    },
    list(path) {
      return children(path)
        .map((child) => child.slice(child.lastIndexOf('/') + 1))
        .sort()
    },
    read,
    source: (path) => blob(read(path)),
    create(path) {
      const node = { ...folder(), chunks: [] }
      add(path, node)
      return writer(path, node)
    },
    append: (path) => writer(path, file(path)),
    copy(from, to) {
      const { chunks, size } = file(from)
      checkRoom(to, size)
      add(to, { ...folder(), chunks: [...chunks], size })
      used += size
    },
    rename(from, to) {
      const node = get(from)
      const there = nodes.get(to)
      if (from === to) return
      if (there && !there.chunks) throw new StoreError('file-is-a-folder', { path: to })
      if (there && !node.chunks) throw new StoreError('file-exists', { path: to })
      if (`${to}/`.startsWith(`${from}/`)) throw new StoreError('file-into-itself', { path: to })
      if (there) {
        nodes.delete(to)
        used -= there.size
      }
      add(to, node)
      for (const [key, value] of [...nodes]) {
        if (key !== from && !key.startsWith(`${from}/`)) continue
        drop(key)
        put(to + key.slice(from.length), value)
      }
    },
    mkdir(path) {
      add(path, folder())
    },
    rmdir(path) {
      if (children(path).length > 0) throw new StoreError('file-not-empty', { path: path })
      drop(path)
    },
    remove(path) {
      used -= file(path).size
      drop(path)
    },
  }
}

function folder(): Node {
  const now = Date.now()
  return { size: 0, accessed: now, modified: now }
}
