import { SaveError } from 'photosalbum'
import type { ProgramData } from '../app/protocol.ts'
import { texts } from '../texts/index.ts'

/** The server that this page came from: it fetches what a page may not, and knows the person's project. */

const token = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-token"]')?.content ?? ''

/** Without it this is a copy of the page on some other server: there is nobody to fetch and to save for real. */
export const hasServer = token !== ''

/** This open page, for the files that are edited in it. */
const pageId = crypto.randomUUID()

const ERROR_HEADER = 'x-photosalbum-error'

/** Throws `unavailable` when the server was ended, as a person does with Ctrl-C and forgets. */
async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new SaveError('unavailable', texts.value.noServer, { cause })
  }
}

async function post(path: string, body: BodyInit, signal?: AbortSignal | null): Promise<Response> {
  const headers = { 'x-photosalbum-token': token }
  const response = await ask(path, { method: 'POST', headers, body, signal: signal ?? null })
  if (response.headers.has(ERROR_HEADER)) throw await errorIn(response)
  if (!response.ok) throw new SaveError('unknown', await response.text())
  return response
}

/** Fetches an address of any origin, as a phone does. Throws the `SaveError` that the server ran into. */
export async function fetchAnywhere(
  url: string,
  headers: HeadersInit | undefined,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  return await post('/fetch', JSON.stringify({ url, headers: Object.fromEntries(new Headers(headers)) }), signal)
}

/** Puts a photo into the album of this computer. Answers where it is now. */
export async function saveForReal(photo: File, signal: AbortSignal): Promise<string | undefined> {
  const response = await post(`/album?name=${encodeURIComponent(photo.name)}`, photo, signal)
  return ((await response.json()) as { location?: string }).location
}

export async function writeDraft(path: string, text: string): Promise<void> {
  await post(appUrl(path), text)
}

/** Where a file of the app is served: `samples/poster/index.js`, `project/pages/a.js`. */
export const appUrl = (path: string) => `/app/${pageId}/${path.split('/').map(encodeURIComponent).join('/')}`

export async function readAppFile(path: string): Promise<Blob | undefined> {
  const response = await ask(appUrl(path))
  return response.status === 200 ? await response.blob() : undefined
}

/** A sample as it is published, and not as it was edited here. */
export async function readSample(path: string): Promise<string> {
  const response = await ask(`/${path}`)
  return response.ok ? await response.text() : ''
}

/** A compiled program, and the address of its script. */
export type ServedProgram = ProgramData & { readonly script: string }

/** Compiles a program as it is now, with the files that were edited here. */
export async function compileProgram(root: string, routes: readonly string[] = []): Promise<ServedProgram> {
  const query = new URLSearchParams(routes.map((route) => ['page', route]))
  const response = await ask(`/program/${pageId}/${root}?${query}`)
  if (!response.ok) throw new SaveError('unavailable', await response.text())
  return (await response.json()) as ServedProgram
}

const CHANGES = 'photosalbum:changes'

/** A file of the project is another one now, or the server is. */
export type Change = 'changed' | 'restarted'

/**
 * Calls back whenever a file of the project has changed. A browser has six connections to a server, for all tabs
 * together: the one tab that holds the lock listens, and tells the others. When it is closed, the next one does.
 */
export function onProjectChange(listener: (change: Change) => void): void {
  const others = new BroadcastChannel(CHANGES)
  others.addEventListener('message', ({ data }: MessageEvent<Change>) => listener(data))
  const tell = (change: Change) => {
    others.postMessage(change)
    listener(change)
  }
  const listen = () =>
    new Promise<never>(() => {
      const server = new EventSource('/changes')
      let wasLost = false
      server.addEventListener('change', () => tell('changed'))
      server.addEventListener('error', () => {
        wasLost = true
      })
      // What changed meanwhile nobody told, and a new server watches no file before it was asked for it.
      server.addEventListener('open', () => {
        if (wasLost) tell('restarted')
        wasLost = false
      })
    })
  void navigator.locks.request(CHANGES, listen)
}

async function errorIn(response: Response): Promise<SaveError> {
  const { reason, message, details } = (await response.json()) as Pick<SaveError, 'reason' | 'message' | 'details'>
  return new SaveError(reason, message, details && { details })
}
