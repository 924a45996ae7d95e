import { createAppFiles } from '../../../src/app-files/app-files.ts'
import { MB } from '../../../src/app-files/file-error.ts'
import { memoryStore } from '../../../src/app-files/stores/memory-store.ts'
import { TEMPORARY } from '../../../src/app-files/temporary.ts'
import { toSaveError } from '../../../src/core/errors.ts'
import { buildApis, type FilesHost, type PackageFiles } from '../../../src/my/api.ts'
import { FILE_OPERATIONS } from '../../../src/my/apis/file-calls.ts'
import { apis } from '../../../src/my/apis/files.ts'
import { reportMissingApis } from '../../../src/my/events.ts'
import { blob } from '../../../src/sources/blob.ts'
import type { FileAnswer, FromFiles, KeptFile, ToFiles } from '../app/file-messages.ts'

/**
 * The maximum size of all files of an app together, including temporary ones, in bytes. They are in the memory of its worker.
 */
const MEMORY = 512 * MB

type Chunk = Extract<ToFiles, { type: 'chunk' | 'broken' }>

export interface WorkerFilesOptions {
  readonly host: Omit<FilesHost, 'client' | 'files' | 'packageFiles' | 'fileOperations'>
  readonly port: MessagePort
  /** The stored files at the start of the app. */
  readonly initial: readonly KeptFile[]
  readonly packageFiles: PackageFiles
  /** The app read a member that does not exist. */
  missingApi(name: string): void
}

/**
 * The files of the app, next to its code, since a worker cannot wait synchronously for the phone. The phone stores all files
 * that are not temporary, and requests the files that its own APIs read and write.
 */
export function createWorkerFiles({ host, port, initial, packageFiles, missingApi }: WorkerFilesOptions) {
  const send = (message: FromFiles, transfer: Transferable[] = []) => port.postMessage(message, transfer)

  const changed = new Set<string>()
  const store = memoryStore({
    initial,
    maxBytes: MEMORY,
    changed(path) {
      if (path.split('/')[0] === TEMPORARY) return
      // Many changes in a row, such as those of a loop that appends lines, are reported together.
      if (changed.size === 0) queueMicrotask(reportChanges)
      changed.add(path)
    },
  })
  function reportChanges(): void {
    const changes = [...changed].map((path) => [path, store.entry(path)] as const)
    changed.clear()
    send(
      { type: 'changed', changes },
      changes.flatMap(([, entry]) => entry?.bytes ?? []),
    )
  }

  const files = createAppFiles(store)
  const { signal } = host

  /** The consumers that wait for the next bytes, by the number of the `receive` request. */
  const pulling = new Map<number, (message: Chunk) => void>()
  const received = (request: number) =>
    new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const next = new Promise<Chunk>((resolve) => pulling.set(request, resolve))
          send({ type: 'pull', request })
          const message = await next
          if (message.type === 'broken') throw new Error('The phone cannot read any further.')
          if (message.bytes) controller.enqueue(message.bytes)
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    )

  port.onmessage = ({ data }: MessageEvent<ToFiles>) => {
    if (data.type === 'chunk' || data.type === 'broken') pulling.get(data.request)?.(data)
    else void answer(data)
  }

  async function answer(question: Exclude<ToFiles, Chunk>): Promise<void> {
    const { request } = question
    try {
      send({ request, ...(await answerTo(question)) })
    } catch (thrown) {
      const { reason, message, details } = toSaveError(thrown)
      send({ request, type: 'failed', reason, message, details })
    } finally {
      pulling.delete(request)
    }
  }

  async function answerTo(question: Exclude<ToFiles, Chunk>): Promise<FileAnswer> {
    if (question.type === 'stat') return { type: 'stat', stat: await files.stat(question.path) }
    if (question.type === 'receive') {
      const source = blob(received(question.request))
      return { type: 'received', path: await files.receive(source, signal, question.options) }
    }
    const { bytes, name } = await files.source(question.path).open(signal)
    return { type: 'opened', content: await new Response(bytes).blob(), name }
  }

  return {
    files,
    /** The file APIs of a base library. */
    apis(SDKVersion: string): Readonly<Record<string, unknown>> {
      const client = { SDKVersion }
      const built = buildApis(apis, { ...host, client, files, packageFiles, fileOperations: FILE_OPERATIONS })
      const { getFileSystemManager } = built as { getFileSystemManager?: () => object }
      if (!getFileSystemManager) return built
      const missing = (name: string) => missingApi(`FileSystemManager.${name}`)
      const manager = reportMissingApis(getFileSystemManager(), missing)
      return { ...built, getFileSystemManager: () => manager }
    },
  }
}
