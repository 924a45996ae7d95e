import { SaveError } from 'photosalbum'
import { host } from '#host'
import type { Program } from '../../../src/mini-program/types.ts'
import type { ExchangeRequest, ExchangeResponse } from '../../../src/sources/network/exchange.ts'
import { texts } from '../texts/index.ts'

/** The client of the simulator's server, which fetches across origins, serves the user's project and saves to the real album. */

const token = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-token"]')?.content ?? ''

/** Identifies this page, since the server stores the edits of each page separately. */
const pageId = crypto.randomUUID()

/** The header with the status and headers of a server that the app has requested. */
const ANSWER_HEADER = 'x-photosalbum-answer'
const ERROR_HEADER = 'x-photosalbum-error'

/** Throws `unavailable` if the server is no longer running. */
async function request(path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await host.request(path, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new SaveError('unavailable', texts.value.noServer, { cause })
  }
}

async function post(path: string, body: BodyInit, signal?: AbortSignal | null): Promise<Response> {
  const headers = { 'x-photosalbum-token': token }
  const response = await request(path, { method: 'POST', headers, body, signal: signal ?? null })
  if (response.headers.has(ERROR_HEADER)) throw await errorIn(response)
  if (!response.ok) throw new SaveError('unknown', await response.text())
  return response
}

/** Fetches a URL of any origin, as a phone does. Throws the `SaveError` from the server. */
export async function fetchAnywhere(
  url: string,
  headers: HeadersInit | undefined,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  return await post('/fetch', JSON.stringify({ url, headers: Object.fromEntries(new Headers(headers)) }), signal)
}

/** Sends a request to any origin, as a phone does: the first line has the method, URL and headers, and the body follows. */
export async function exchangeAnywhere({ body, signal, ...request }: ExchangeRequest): Promise<ExchangeResponse> {
  const response = await post('/request', new Blob([JSON.stringify(request), '\n', body ?? '']), signal)
  const answer = JSON.parse(decodeURIComponent(response.headers.get(ANSWER_HEADER) ?? '')) as Omit<
    ExchangeResponse,
    'body'
  >
  return { ...answer, body: response.body ?? new Blob().stream() }
}

/** Calls `onLine` with lines about the connections of the app, and `onEnd` when the server is no longer running. */
export async function openSocketStream(onLine: (line: string) => void, onEnd: () => void): Promise<void> {
  const { body } = await post(`/sockets/${pageId}`, '')
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader.read()
  void (async () => {
    try {
      for (let text = first.value ?? '', done = first.done; !done; ) {
        const lines = text.split('\n')
        text = lines.pop() ?? ''
        for (const line of lines) if (line !== '') onLine(line)
        const next = await reader.read()
        done = next.done
        text += next.value ?? ''
      }
    } finally {
      onEnd()
    }
  })().catch(() => {})
}

export async function sendToSocket(message: unknown): Promise<void> {
  await post(`/socket/${pageId}`, JSON.stringify(message))
}

/** Saves a photo to the album of this computer, and returns its location. */
export async function saveToRealAlbum(photo: File, signal: AbortSignal): Promise<string | undefined> {
  const response = await post(`/album?name=${encodeURIComponent(photo.name)}`, photo, signal)
  return ((await response.json()) as { location?: string }).location
}

export async function writeDraft(path: string, text: string): Promise<void> {
  await post(appUrl(path), text)
}

/** Removes the edits of a file. */
export async function discardDraft(path: string): Promise<void> {
  await post(`/discard${appUrl(path)}`, '')
}

const diskUrl = (path: string) => `/disk/${pageId}/${encoded(path)}`

/** A file of the project, such as `project/pages/a.js`, without the edits made here. */
export async function readFromDisk(path: string): Promise<string> {
  return await (await request(diskUrl(path))).text()
}

/** Writes a file of the project to the disk of this computer, where it no longer counts as edited. */
export async function saveToDisk(path: string, text: string): Promise<void> {
  await post(diskUrl(path), text)
}

/** The text files of a program, relative to its root. */
export async function listFiles(root: string): Promise<string[]> {
  const response = await request(`/files/${root}`)
  return response.ok ? ((await response.json()) as string[]) : []
}

const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/')

/** The URL of a file of the app, such as `samples/poster/index.js` or `project/pages/a.js`. */
const appUrl = (path: string) => `/app/${pageId}/${encoded(path)}`

export async function readAppFile(path: string): Promise<Blob | undefined> {
  const response = await request(appUrl(path))
  return response.status === 200 ? await response.blob() : undefined
}

/** The package files that the app may read, by path. They include the edits made here. `undefined` if they are too large. */
export async function readPackage(root: string): Promise<Map<string, ArrayBuffer> | undefined> {
  const response = await request(`/package/${pageId}/${root}`)
  if (response.status === 413) return undefined
  const files = response.status === 200 ? [...(await response.formData())] : []
  return new Map(
    await Promise.all(
      files.map(async ([name, file]) => [decodeURIComponent(name), await new Response(file).arrayBuffer()] as const),
    ),
  )
}

/** A file of a sample without the edits made here. */
export async function readSample(path: string): Promise<string> {
  const response = await request(`/${path}`)
  return response.ok ? await response.text() : ''
}

/** The server's description of the project. */
export async function describeProject(): Promise<unknown> {
  const response = await request('/project.json').catch(() => undefined)
  return response?.ok ? await response.json() : null
}

/** Compiles the current files of a program, including the edits made here. */
export async function compileProgram(root: string): Promise<Program> {
  const response = await request(`/program/${pageId}/${root}`)
  if (!response.ok) throw new SaveError('unavailable', await response.text())
  return (await response.json()) as Program
}

const CHANGES = 'photosalbum:changes'

/** The kind of a change: files that are only compiled, files that the app also loads itself, or a restart of the server. */
export type Change = 'sources' | 'files' | 'restarted'

/**
 * Calls the listener after each change of a file of the project. Browsers open at most six connections to a server across all
 * tabs, so only the tab that holds a lock is connected, and broadcasts to the others. When it closes, another tab takes over.
 */
export function onProjectChange(listener: (change: Change) => void): void {
  const others = new BroadcastChannel(CHANGES)
  others.addEventListener('message', ({ data }: MessageEvent<Change>) => listener(data))
  const notify = (change: Change) => {
    others.postMessage(change)
    listener(change)
  }
  const listen = () =>
    new Promise<never>(() => {
      const server = new EventSource('/changes')
      let wasLost = false
      server.addEventListener('change', ({ data }: MessageEvent<Change>) => notify(data))
      server.addEventListener('error', () => {
        wasLost = true
      })
      // Changes made while disconnected were not reported, and a new server only watches files that were requested.
      server.addEventListener('open', () => {
        if (wasLost) notify('restarted')
        wasLost = false
      })
    })
  void navigator.locks.request(CHANGES, listen)
}

async function errorIn(response: Response): Promise<SaveError> {
  const { reason, message, details } = (await response.json()) as Pick<SaveError, 'reason' | 'message' | 'details'>
  return new SaveError(reason, message, details && { details })
}
