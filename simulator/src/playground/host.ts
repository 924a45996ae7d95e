import { SaveError } from 'photosalbum'
import type { Host } from '../phone/host.ts'
import { language } from '../texts/index.ts'
import type { Answer, ToWorker } from './messages.ts'
import './open-project.css'
import ProgramWorker from './program-worker.ts?worker'

const worker = new ProgramWorker()

type Question<Message> = Message extends unknown ? Omit<Message, 'language'> : never

async function ask(question: Question<ToWorker>): Promise<Response> {
  const { port1, port2 } = new MessageChannel()
  const answered = new Promise<Answer>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
  })
  worker.postMessage({ ...question, language: language.peek() }, [port2])
  const { status, headers, body } = await answered
  port1.close()
  return new Response(status === 204 ? null : body, { status, headers })
}

/** The playground has no server, so the page does everything itself. */
export const host: Host = {
  request: (path, { method = 'GET', body } = {}) =>
    ask({ type: 'request', path, method, body: typeof body === 'string' ? body : undefined }),
  async open(name, files) {
    const response = await ask({ type: 'open', name, files })
    if (!response.ok) throw new SaveError('unavailable', await response.text())
  },
}

export const hasServer = false
