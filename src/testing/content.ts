import type { Opened } from '../core/types.ts'
import { inMemory } from '../sources/blob.ts'

/** Bytes as a test has them. A stream can be read once. */
export type Content = string | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>

/** By what it can do: `instanceof` fails for what comes out of another realm, as Node's buffers do under jsdom. */
export function isContent(value: unknown): value is Content {
  if (typeof value === 'string' || ArrayBuffer.isView(value)) return true
  if (typeof value !== 'object' || value === null) return false
  return 'getReader' in value || isBlob(value) || isBuffer(value)
}

export function openContent(content: Content): Pick<Opened, 'bytes' | 'size'> {
  if (typeof content === 'string') return inMemory(new TextEncoder().encode(content))
  if (ArrayBuffer.isView(content))
    return inMemory(new Uint8Array(content.buffer, content.byteOffset, content.byteLength))
  if ('getReader' in content) return { bytes: content }
  if (isBuffer(content)) return inMemory(new Uint8Array(content))
  return { bytes: streamOf(content), size: content.size }
}

function isBuffer(value: object): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}

function isBlob(value: object): value is Blob {
  return 'slice' in value && 'size' in value && 'type' in value
}

function streamOf(blob: Blob): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(new Uint8Array(await bufferOf(blob)))
      controller.close()
    },
  })
}

/** The `Blob` of jsdom has no method to read it by. */
function bufferOf(blob: Blob): Promise<ArrayBuffer> {
  if (typeof blob.arrayBuffer === 'function') return blob.arrayBuffer()
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as ArrayBuffer)
    reader.onerror = () => reject(reader.error)
    reader.readAsArrayBuffer(blob)
  })
}

export async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value)
  const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0))
  let position = 0
  for (const chunk of chunks) {
    all.set(chunk, position)
    position += chunk.length
  }
  return all
}
