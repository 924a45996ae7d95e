import { MessageChannel, Worker } from 'node:worker_threads'
import type { SaveImageOptions } from 'photosalbum'
import directory from 'photosalbum/albums/directory'
import memory from 'photosalbum/albums/memory'
import { connectMy, connectMyToParent, exposeMy, exposeMyToFrame, type Frame, type Port } from 'photosalbum/bridge'
import { createMy, type My } from 'photosalbum/node'
import { createTestMy, installMy } from 'photosalbum/testing'

/** What else Node can import: each is only named, and compiled with all that it leads to. */
export type Others = [
  typeof import('photosalbum/albums/apple-photos'),
  typeof import('photosalbum/albums/system'),
  typeof import('photosalbum/testing/global'),
  typeof import('photosalbum/testing/jest'),
  typeof import('photosalbum/testing/vitest'),
]

export const options = { album: memory() } satisfies SaveImageOptions

const { port1, port2 } = new MessageChannel()
exposeMy(createMy({ album: directory({ path: 'photos' }) }), port1).close()
export const remote: Promise<My> = connectMy(port2, { timeout: 1_000 })
export const worker: Port = new Worker('./worker.js')

// A page's code may be typed in such a project, too: the frame is whatever has a window.
export const expose = (my: My, frame: Frame) => exposeMyToFrame(my, frame, 'https://app.example')
export const framed: Promise<My> = connectMyToParent('https://host.example')

const { my, album } = createTestMy()
export const tested = { my, photos: album.photos, installMy }
