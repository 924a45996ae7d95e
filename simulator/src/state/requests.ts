import { createFeed } from './feed.ts'

/** A request of the app, for the network panel. */
export interface RequestRow {
  readonly id: number
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly time: Date
  readonly status?: number
  readonly answer?: HeaderList
  /** The number of received bytes of the body. */
  readonly bytes: number
  /** The time until the end of the body, in milliseconds. Absent while the request is in progress. */
  readonly duration?: number
  /** The reason why there was no response, or an incomplete one. */
  readonly failure?: string
}

type HeaderList = { readonly [name: string]: string }

const feed = createFeed<RequestRow>(500)
export const requests = feed.shown

let lastId = 0

export const clearRequests = (): void => feed.clear()

const change = (id: number, changed: Partial<RequestRow>): void =>
  feed.change(
    (row) => row.id === id,
    (row) => ({ ...row, ...changed }),
  )

interface Sent {
  readonly url: string
  readonly method?: string | undefined
  readonly headers?: HeaderList | undefined
}

interface Answer {
  readonly status?: number
  readonly headers: HeaderList
  readonly body: ReadableStream<Uint8Array> | null
}

/** Records a request from its start to the end of its body. Returns the body to use instead of the original one. */
export async function record<T>(
  { url, method = 'GET', headers = {} }: Sent,
  send: () => Promise<T>,
  read: (answer: T) => Answer,
): Promise<{ readonly answer: T; readonly body: ReadableStream<Uint8Array> | null }> {
  const id = ++lastId
  const start = performance.now()
  const row: RequestRow = { id, method, url, headers, time: new Date(), bytes: 0 }
  feed.add(row)
  const end = (failure?: unknown) =>
    change(id, {
      duration: performance.now() - start,
      ...(failure !== undefined && { failure: failure instanceof Error ? failure.message : String(failure) }),
    })
  try {
    const answer = await send()
    const { status, headers, body } = read(answer)
    change(id, { answer: headers, ...(status !== undefined && { status }) })
    if (body) return { answer, body: counted(body, (bytes) => change(id, { bytes }), end) }
    end()
    return { answer, body }
  } catch (thrown) {
    end(thrown)
    throw thrown
  }
}

/** A copy of a body that reports how much was read and how it ended. */
function counted(
  body: ReadableStream<Uint8Array>,
  progress: (bytes: number) => void,
  end: (failure?: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let bytes = 0
  let reported = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            progress(bytes)
            end()
            controller.close()
            return
          }
          bytes += value.byteLength
          // A large body arrives in thousands of chunks.
          if (performance.now() - reported > 100) {
            reported = performance.now()
            progress(bytes)
          }
          controller.enqueue(value)
        } catch (thrown) {
          progress(bytes)
          end(thrown)
          controller.error(thrown)
        }
      },
      cancel(reason) {
        progress(bytes)
        end(reason ?? 'cancelled')
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
