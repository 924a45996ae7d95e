import type { AddressInfo, Server } from 'node:net'
import { onTestFinished } from 'vitest'
import type { SaveError, SaveErrorReason } from '../../src/core/errors.ts'
import type { MaybePromise, Opened, Source } from '../../src/core/types.ts'

export const never = new AbortController().signal

export async function opened(source: Source, signal: AbortSignal = never): Promise<Opened> {
  return await source.open(signal)
}

/** All bytes, one chunk after the other. */
export async function bytesOf(source: Source | Opened, signal: AbortSignal = never): Promise<Buffer> {
  const { bytes } = 'open' in source ? await source.open(signal) : source
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What a `SaveError` says; anything else that is thrown fails the test. */
export async function failure(
  work: () => MaybePromise<unknown>,
): Promise<{ reason: SaveErrorReason; message: string }> {
  try {
    await work()
  } catch (error) {
    if ((error as Error).name !== 'SaveError') throw error
    const { reason, message } = error as SaveError
    if (/\n/.test(message) || !/[.?]$/.test(message)) throw new Error(`not one sentence: ${message}`)
    return { reason, message }
  }
  throw new Error('It did not fail.')
}

/** Starts a server for the length of a test, and gives its origin. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
