/**
 * Writes private files through access handles, for browsers without `createWritable`: Safari 15.4 to 18. Only workers have
 * these handles, so a page starts one.
 */
import { SaveError } from '../core/errors.ts'

/** One of the browser's methods to write a file. A `Uint8Array` is always a whole buffer, never a view of a larger one. */
export interface WriteTarget {
  write(data: Uint8Array<ArrayBuffer> | Blob): Promise<void>
  close(): Promise<void>
  abort(): Promise<void>
}

/** The size of the parts in which a blob is read, in bytes. */
const PART_SIZE = 1 << 20

/** TypeScript's types for pages leave this out: only dedicated workers have it. Before 2023, every method was a promise. */
interface SyncAccessHandle {
  getSize(): number | Promise<number>
  write(bytes: Uint8Array, options: { at: number }): number
  truncate(size: number): void | Promise<void>
  flush(): void | Promise<void>
  close(): void | Promise<void>
}
type WorkerHandle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncAccessHandle> }

export async function openAccessHandle(handle: WorkerHandle, append: boolean): Promise<WriteTarget> {
  if (!handle.createSyncAccessHandle) return openInWorker(handle, append)
  return syncTarget(await handle.createSyncAccessHandle(), append)
}

async function syncTarget(file: SyncAccessHandle, append: boolean): Promise<WriteTarget> {
  if (!append) await file.truncate(0)
  let position = await file.getSize()
  const writeAll = (bytes: Uint8Array) => {
    for (const end = position + bytes.length; position < end; ) {
      position += file.write(bytes.slice(position - end), { at: position })
    }
  }
  return {
    async write(data) {
      if (data instanceof Uint8Array) return writeAll(data)
      for (let from = 0; from < data.size; from += PART_SIZE) {
        writeAll(new Uint8Array(await data.slice(from, from + PART_SIZE).arrayBuffer()))
      }
    },
    async close() {
      await file.flush()
      await file.close()
    },
    abort: async () => file.close(),
  }
}

/**
 * The script of the worker. It is a string, because a bundler may rewrite a function into one that needs its helpers, and every
 * bundler would have to find a separate module. Not every Safari can send handles to a worker, so it receives paths. Until 2023
 * all methods of an access handle returned promises.
 */
const PROGRAM = `
const files = new Map()
const calls = {
  async open({ id, path, append }) {
    let folder = await navigator.storage.getDirectory()
    for (const name of path.slice(0, -1)) folder = await folder.getDirectoryHandle(name)
    const file = await (await folder.getFileHandle(path.at(-1))).createSyncAccessHandle()
    if (!append) await file.truncate(0)
    files.set(id, { file, position: await file.getSize() })
  },
  async write({ id, bytes }) {
    const open = files.get(id)
    for (let from = 0; from < bytes.length; ) {
      const written = open.file.write(bytes.slice(from), { at: open.position })
      from += written
      open.position += written
    }
  },
  async close({ id }) {
    const { file } = files.get(id)
    files.delete(id)
    await file.flush()
    await file.close()
  },
  async abort({ id }) {
    const open = files.get(id)
    files.delete(id)
    await open?.file.close()
  },
  async start() {
    // Some ports of WebKit have the method, but always fail.
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('.photosalbum-staging', { create: true })
    const name = crypto.randomUUID() + '.0'
    try {
      const file = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle()
      await file.close()
    } finally {
      await folder.removeEntry(name)
    }
  },
}
onmessage = async ({ data }) => {
  try {
    await calls[data.call](data)
    postMessage({ number: data.number })
  } catch (error) {
    postMessage({ number: data.number, name: error.name, message: error.message })
  }
}`

interface Call {
  readonly call: 'start' | 'open' | 'write' | 'close' | 'abort'
  readonly id?: number
  readonly path?: readonly string[]
  readonly append?: boolean
  readonly bytes?: Uint8Array<ArrayBuffer>
}

type Send = (call: Call) => Promise<void>

let started: Promise<Send> | undefined
let nextId = 0

async function openInWorker(handle: FileSystemFileHandle, append: boolean): Promise<WriteTarget> {
  const send = await startWriteWorker()
  const path = await (await navigator.storage.getDirectory()).resolve(handle)
  if (!path) throw new TypeError(`${handle.name} is not a private file`)
  const id = nextId++
  await send({ call: 'open', id, path, append })
  return {
    async write(data) {
      if (data instanceof Uint8Array) return send({ call: 'write', id, bytes: data })
      for (let from = 0; from < data.size; from += PART_SIZE) {
        const bytes = new Uint8Array(await data.slice(from, from + PART_SIZE).arrayBuffer())
        await send({ call: 'write', id, bytes })
      }
    },
    close: () => send({ call: 'close', id }),
    abort: () => send({ call: 'abort', id }),
  }
}

/** Starts the only worker of this page. Rejects with `unimplemented` if the page cannot have one. */
export function startWriteWorker(): Promise<Send> {
  started ??= start().catch((error: unknown) => {
    started = undefined
    throw error
  })
  return started
}

async function start(): Promise<Send> {
  const url = URL.createObjectURL(new Blob([PROGRAM], { type: 'text/javascript' }))
  const waiting = new Map<number, { resolve(): void; reject(error: unknown): void }>()
  let calls = 0
  try {
    const worker = new Worker(url)
    worker.onmessage = ({ data: { number, name, message } }) => {
      const call = waiting.get(number)
      waiting.delete(number)
      if (name === undefined) call?.resolve()
      else call?.reject(new DOMException(message, name))
    }
    worker.onerror = () => {
      for (const call of waiting.values()) call.reject(new Error('the worker could not start'))
      waiting.clear()
    }
    const send: Send = (call) =>
      new Promise((resolve, reject) => {
        const number = calls++
        waiting.set(number, { resolve, reject })
        worker.postMessage({ ...call, number })
      })
    await send({ call: 'start' })
    return send
  } catch (cause) {
    throw unwritable(cause)
  } finally {
    URL.revokeObjectURL(url)
  }
}

function unwritable(cause?: unknown): SaveError {
  return new SaveError(
    'unimplemented',
    'This browser does not let the page write private files (OPFS). Open it in a browser of 2025 or later; in Safari before 26, allow "worker-src blob:" in the page\'s Content-Security-Policy.',
    { cause, details: { code: 'opfs-not-writable' } },
  )
}
