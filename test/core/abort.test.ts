import { getEventListeners } from 'node:events'
import { type Album, blob, SaveError, type Source, saveImage } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import { albumOf, failureOf, readAll, reading, watched, whole } from './helpers.ts'

describe('an abort', () => {
  const empty = () => new ReadableStream<Uint8Array>()

  it('before the start opens nothing', async () => {
    const { source, log } = watched(whole)
    expect((await failureOf(source, { signal: AbortSignal.abort() })).reason).toBe('cancelled')
    expect(log).toEqual([])
  })

  /** `hang` aborts the save as soon as it is called, and never settles. */
  it.each<[string, (hang: () => Promise<never>) => { source?: Source; album?: Album }]>([
    ['the permission is queried', (hang) => ({ album: { ...reading, permission: hang } })],
    ['the user is asked', (hang) => ({ album: { ...reading, permission: () => 'prompt', requestPermission: hang } })],
    ['the source opens', (hang) => ({ source: { open: hang } })],
    [
      'the image is identified',
      (hang) => ({ source: { open: () => ({ bytes: empty(), access: { size: 9, read: hang } }) } }),
    ],
    ['the head is read', (hang) => ({ source: blob(new ReadableStream({ pull: hang }, { highWaterMark: 0 })) })],
    [
      'the rest is read',
      (hang) => {
        const parts = [whole.subarray(0, 5_000)]
        const pull = (controller: ReadableStreamDefaultController) =>
          parts.length > 0 ? controller.enqueue(parts.pop()) : hang()
        return { source: blob(new ReadableStream({ pull }, { highWaterMark: 0 })) }
      },
    ],
  ])('while %s ends the save at once, even if that hangs', async (_name, make) => {
    const aborter = new AbortController()
    const hang = () => {
      queueMicrotask(() => aborter.abort())
      return new Promise<never>(() => {})
    }
    const { source = blob(whole), album = reading } = make(hang)
    expect((await failureOf(source, { album, signal: aborter.signal })).reason).toBe('cancelled')
  })

  it('closes a source that opens too late', async () => {
    const aborter = new AbortController()
    const { source, log } = watched(whole)
    let goOn = () => {}
    const late: Source = {
      async open(signal) {
        await new Promise<void>((resolve) => (goOn = resolve))
        return source.open(signal)
      },
    }
    const result = failureOf(late, { signal: aborter.signal })
    await expect.poll(() => String(goOn)).not.toBe('() => {}')
    aborter.abort()
    expect((await result).reason).toBe('cancelled')
    goOn()
    await expect.poll(() => log).toEqual(['opened', 'cancelled'])
  })

  it('waits for the album to clean up', async () => {
    const aborter = new AbortController()
    const log: string[] = []
    const album = albumOf(async (photo, signal) => {
      const reader = photo.bytes().getReader()
      await reader.read()
      aborter.abort()
      await expect(reader.read()).rejects.toThrow('cancelled')
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`clean, ${signal.aborted}`)
      throw new Error('whatever')
    })
    expect((await failureOf(watched(whole).source, { album, signal: aborter.signal })).reason).toBe('cancelled')
    expect(log).toEqual(['clean, true'])
  })

  it('whose reason is a SaveError fails with that error', async () => {
    const signal = AbortSignal.abort(new SaveError('timeout', 'It took too long.'))
    expect(await failureOf(blob(whole), { signal })).toEqual({ reason: 'timeout', message: 'It took too long.' })
  })

  it('after the photo is stored has no effect', async () => {
    const aborter = new AbortController()
    const album = albumOf(async (photo) => {
      await readAll(photo)
      aborter.abort()
      return { outcome: 'stored' }
    })
    expect((await saveImage(blob(whole), { album, signal: aborter.signal })).outcome).toBe('stored')
  })

  it('can be shared by a hundred saves without a warning', async () => {
    const warnings: string[] = []
    const note = (warning: Error) => warnings.push(warning.message)
    process.on('warning', note)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 100 }, () => saveImage(watched(whole).source, { album: reading, signal })))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', note)
    expect(warnings).toEqual([])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
