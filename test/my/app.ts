import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMy, type MyEvent, memory, type NodeMyOptions } from 'photosalbum/node'
import { expect, onTestFinished } from 'vitest'

/** A complete picture of one pixel, 70 bytes. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** A copy of some bytes, in the form in which apps pass them. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'photosalbum-my-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An app with an album in memory and its own files. It is disposed of after the test. */
export function openApp(options: NodeMyOptions = {}) {
  const album = memory()
  const events: MyEvent[] = []
  const my = createMy({
    dataDir: temporaryFolder(),
    album,
    ...options,
    observe(event) {
      events.push(event)
      return options.observe?.(event)
    },
  })
  onTestFinished(() => my.dispose())
  return { my, album, events }
}

/** A server on this computer, which is closed after the test. Responds with a picture by default, and records all requests. */
export async function serve(listener?: RequestListener) {
  const requests: string[] = []
  const sockets: unknown[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    if (listener) listener(request, response)
    else response.end(PNG)
  })
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, sockets }
}

/** Everything that one call does to an app, in order. */
export async function record(call: (options: never) => Promise<unknown>, options: object = {}): Promise<unknown[]> {
  const log: unknown[] = []
  const note = (name: string) => (result: unknown) => log.push([name, result])
  const given = { success: note('success'), fail: note('fail'), complete: note('complete'), ...options }
  const promise = call(given as never)
  log.push('returned')
  await promise.then(note('resolved'), note('rejected'))
  return log
}

/** The record of a call that succeeded or failed, as every call must (C3). */
export const succeeded = (result: object) => [
  'returned',
  ['success', result],
  ['complete', result],
  ['resolved', result],
]
export const failed = (failure: object) => ['returned', ['fail', failure], ['complete', failure], ['rejected', failure]]

/** The failure of a call that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<{ error: number; errorMessage: string }> {
  return promise.then(
    (result) => Promise.reject(new Error(`It succeeded with ${JSON.stringify(result)}.`)),
    (failure) => failure,
  )
}

/** The same methods, but failures of the `…Sync` methods are returned, so that they can be compared like results. */
export function returningFailures<Manager extends object>(manager: Manager): Manager {
  return new Proxy(manager, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function' || !String(name).endsWith('Sync')) return method
      return (...args: unknown[]) => {
        try {
          return method(...args)
        } catch (thrown) {
          const { error, errorMessage } = thrown as { error: number; errorMessage: string }
          return { error, errorMessage }
        }
      }
    },
  })
}

/** An error code, and a message that matches. */
export const failure = (error: number, message: RegExp) => ({
  error,
  errorMessage: expect.stringMatching(message) as string,
})
