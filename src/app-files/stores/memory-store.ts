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

/** An app's files in memory: for tests, and for pages without a file system. They are lost with the page. */
export function memoryStore(): FileStore {
  const nodes = new Map<string, Node>([['', folder()]])
  let runs = 0

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
  /** Adds something to an existing folder. */
  const add = (path: string, node: Node): void => {
    if (nodes.has(path)) throw new StoreError('file-exists', { path: path })
    const parent = nodes.get(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
    if (!parent || parent.chunks) throw new StoreError('file-folder-missing', { path: path })
    nodes.set(path, node)
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
  const writer = (node: Node & { chunks: Uint8Array[] }): FileWriter => ({
    write(chunk) {
      node.chunks.push(chunk.slice())
      node.size += chunk.length
      node.modified = Date.now()
    },
    close() {},
  })

  return {
    synchronous: true,
    newRun: () => `run-${++runs}`,
    // Everything that shares this memory is still running.
    isOver: () => false,

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
      return writer(node)
    },
    append: (path) => writer(file(path)),
    copy(from, to) {
      const { chunks, size } = file(from)
      add(to, { ...folder(), chunks: [...chunks], size })
    },
    rename(from, to) {
      const node = get(from)
      const there = nodes.get(to)
      if (from === to) return
      if (there && !there.chunks) throw new StoreError('file-is-a-folder', { path: to })
      if (there && !node.chunks) throw new StoreError('file-exists', { path: to })
      if (`${to}/`.startsWith(`${from}/`)) throw new StoreError('file-into-itself', { path: to })
      if (there) nodes.delete(to)
      add(to, node)
      for (const [key, value] of [...nodes]) {
        if (key !== from && !key.startsWith(`${from}/`)) continue
        nodes.delete(key)
        nodes.set(to + key.slice(from.length), value)
      }
    },
    mkdir(path) {
      add(path, folder())
    },
    rmdir(path) {
      if (children(path).length > 0) throw new StoreError('file-not-empty', { path: path })
      nodes.delete(path)
    },
    remove(path) {
      file(path)
      nodes.delete(path)
    },
  }
}

function folder(): Node {
  const now = Date.now()
  return { size: 0, accessed: now, modified: now }
}
