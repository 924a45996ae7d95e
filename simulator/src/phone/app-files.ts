import type { AppFiles, ReceiveOptions } from '../../../src/app-files/app-files.ts'
import type { SaveErrorDetails } from '../../../src/core/error-details.ts'
import { SaveError } from '../../../src/core/errors.ts'
import type { Source } from '../../../src/core/types.ts'
import { blob } from '../../../src/sources/blob.ts'
import { raceAbort } from '../../../src/util/async.ts'
import { isMessage } from '../../../src/util/shapes.ts'
import { type FileAnswer, type FileQuestion, FROM_FILES, type FromFiles, type ToFiles } from '../app/file-messages.ts'
import type { KeptFiles } from './kept.ts'

/** The file operations that the APIs of the phone need. The files themselves are next to the code of the app. */
export type PhoneFiles = Pick<AppFiles, 'source' | 'read' | 'stat' | 'receive'> & {
  /** Connects the phone to the files on the other side of a port. */
  connect(port: MessagePort): void
  /** Rejects all pending requests. */
  close(): void
}

type Answer<Type> = Extract<FileAnswer, { type: Type }>

interface Request {
  resolve(answer: FileAnswer): void
  reject(error: SaveError): void
  pull(): void
}

/** `onMalformed` is called with each invalid message of the other side. */
export function createPhoneFiles(kept: KeptFiles, onMalformed: (message: unknown) => void): PhoneFiles {
  const requests = new Map<number, Request>()
  let last = 0
  let port: MessagePort | undefined
  let isClosed = false

  const send = (message: ToFiles, transfer: Transferable[] = []) => port?.postMessage(message, transfer)

  async function ask<Type extends FileAnswer['type']>(
    question: FileQuestion,
    expected: Type,
    pull: (request: number) => void = () => {},
  ): Promise<Answer<Type>> {
    const request = ++last
    try {
      const answer = await new Promise<FileAnswer>((resolve, reject) => {
        if (isClosed) throw stopped()
        requests.set(request, { resolve, reject, pull: () => pull(request) })
        send({ request, ...question })
      })
      if (answer.type === expected) return answer as Answer<Type>
      const { reason, message, details } = answer as Answer<'failed'>
      throw new SaveError(reason, message, details && { details: details as SaveErrorDetails })
    } finally {
      requests.delete(request)
    }
  }

  const open = (path: string) => ask({ type: 'open', path }, 'opened')

  async function receive(source: Source, signal: AbortSignal, options: ReceiveOptions = {}): Promise<string> {
    const begin = async () => (await source.open(signal)).bytes.getReader()
    let reader: ReturnType<typeof begin> | undefined
    let problem: unknown
    const pull = async (request: number) => {
      try {
        reader ??= begin()
        // A copy, since a source may reuse its buffer, and a view would be sent with its whole buffer.
        const bytes = (await (await reader).read()).value?.slice()
        send({ type: 'chunk', request, bytes }, bytes ? [bytes.buffer] : [])
      } catch (thrown) {
        problem = thrown
        send({ type: 'broken', request })
      }
    }
    try {
      const { path } = await ask({ type: 'receive', options }, 'received', (request) => void pull(request))
      return path
    } catch (thrown) {
      throw problem ?? thrown
    } finally {
      // The other side may stop reading before the end.
      reader?.then((begun) => begun.cancel()).catch(() => {})
    }
  }

  function handle(message: FromFiles): void {
    if (message.type === 'changed') {
      if (!kept.change(message.changes)) onMalformed(message)
    } else if (message.type === 'pull') requests.get(message.request)?.pull()
    else requests.get(message.request)?.resolve(message)
  }

  return {
    source: (path) => ({
      async open(signal) {
        const { content, name } = await raceAbort(open(path), signal)
        return await blob(content, name === undefined ? undefined : { name }).open(signal)
      },
    }),
    read: async (path) => new Uint8Array(await (await open(path)).content.arrayBuffer()),
    stat: async (path) => (await ask({ type: 'stat', path }, 'stat')).stat,
    receive,
    connect(other) {
      port = other
      port.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isMessage<FromFiles>(data, FROM_FILES)) handle(data)
        else onMalformed(data)
      }
    },
    close() {
      isClosed = true
      port?.close()
      for (const { reject } of requests.values()) reject(stopped())
    },
  }
}

const stopped = () => new SaveError('unavailable', 'The app was stopped.', { details: { code: 'app-stopped' } })
