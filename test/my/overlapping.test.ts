import { defineAlbum, type MyEvent } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { count } from '../setup/counts.ts'
import { failure, failureOf, openApp, record, serve } from './app.ts'

/** Makes `n` calls without waiting, and counts how often each callback was called. */
async function overlap(n: number, call: (callbacks: object) => Promise<unknown>) {
  const counted = { success: 0, fail: 0, complete: 0, resolved: 0 }
  const callbacks = {
    success: () => counted.success++,
    fail: () => counted.fail++,
    complete: () => counted.complete++,
  }
  await Promise.all(Array.from({ length: n }, () => call(callbacks).then(() => counted.resolved++)))
  return counted
}

test('C14: each of many overlapping calls has one result and one photo, over few connections', async () => {
  const calls = count(300, 1_000)
  const { url, sockets } = await serve()
  const { my, album } = openApp()
  const counted = await overlap(calls, (callbacks) => my.saveImageToPhotosAlbum({ filePath: url, ...callbacks }))
  expect(counted).toEqual({ success: calls, fail: 0, complete: calls, resolved: calls })
  expect(album.photos).toHaveLength(calls)
  expect(sockets.length).toBeGreaterThan(1)
  // Six at a time, and a few more if one was not released when the next save started.
  expect(sockets.length).toBeLessThan(50)
})

test('C14: overlapping calls run in order, and invalid calls do not wait', async () => {
  const started: string[] = []
  const finish: (() => void)[] = []
  const slow = defineAlbum(() => ({
    name: 'slow',
    async add(photo) {
      started.push(photo.name)
      await new Response(photo.bytes()).arrayBuffer()
      await new Promise<void>((resolve) => finish.push(resolve))
      return { outcome: 'stored' as const }
    },
  }))
  const { url } = await serve()
  const { my } = openApp({ album: slow(), network: { concurrency: 2 } })
  const names = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png']
  const calls = names.map((name) => my.saveImageToPhotosAlbum({ filePath: `${url}/${name}` }))
  for (let done = 0; done < names.length; done++) {
    await expect.poll(() => finish.length).toBe(Math.min(2, names.length - done))
    expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: '' }))).error).toBe(2)
    finish.shift()?.()
  }
  await Promise.all(calls)
  expect([...started.slice(0, 2).sort(), ...started.slice(2)]).toEqual(names)
})

const defects = { consecutiveCalls: true }

test('C14: with the defect, only one of several overlapping calls calls success, and nothing else is lost', async () => {
  const { my, album, events } = openApp({ defects })
  const { url } = await serve()
  const save = (callbacks: object) => my.saveImageToPhotosAlbum({ filePath: url, ...callbacks })
  expect(await overlap(5, save)).toEqual({ success: 1, fail: 0, complete: 5, resolved: 5 })
  expect(album.photos).toHaveLength(5)
  // The next calls do not overlap with these.
  expect(await overlap(2, save)).toEqual({ success: 1, fail: 0, complete: 2, resolved: 2 })
  const told = (event: MyEvent) => event.type === 'callback' && event.callback === 'success'
  expect(events.filter(told)).toHaveLength(2)
  const failing = (callbacks: object) => my.saveImageToPhotosAlbum({ filePath: 'x', ...callbacks }).catch(() => {})
  expect(await overlap(3, failing)).toEqual({ success: 0, fail: 3, complete: 3, resolved: 3 })
  expect(await overlap(2, (callbacks) => my.getSetting(callbacks))).toMatchObject({ success: 2, complete: 2 })
})

test.each([true, false])('C14: the documented workaround gets all of its callbacks, defect: %s', async (on) => {
  const { my } = openApp({ defects: { consecutiveCalls: on } })
  const { url } = await serve()
  const log: string[] = []
  for (let time = 0; time < 3; time++) {
    await new Promise((resolve) => {
      my.saveImageToPhotosAlbum({
        filePath: url,
        success: () => log.push('success'),
        complete(res) {
          log.push('complete')
          resolve(res)
        },
      })
    })
  }
  expect(log).toEqual(['success', 'complete', 'success', 'complete', 'success', 'complete'])
})

test('C3: dispose makes every pending call fail once, and no call starts afterwards', async () => {
  const { url, requests } = await serve(() => {})
  const { my, album } = openApp({ screen: { confirm: () => new Promise(() => {}) } })
  const logs = Array.from({ length: 20 }, () => record(my.saveImageToPhotosAlbum, { filePath: url }))
  const asking = record(my.confirm, { title: 'Sure?' })
  await expect.poll(() => requests.length).toBe(6)
  await my.dispose()
  for (const log of await Promise.all(logs)) {
    const cancelled = failure(17, /cancelled/)
    expect(log).toEqual(['returned', ['fail', cancelled], ['complete', cancelled], ['rejected', cancelled]])
  }
  expect(await asking).toHaveLength(4)
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(17, /disposed/))
  expect([requests.length, album.photos.length]).toEqual([6, 0])
  await my.dispose()
})

test('C3: dispose ends a pending question to the user', async () => {
  const { url } = await serve()
  const { my, events } = openApp({ authorize: () => new Promise(() => {}) })
  const calls = [1, 2, 3].map(() => failureOf(my.saveImageToPhotosAlbum({ filePath: url })))
  await expect.poll(() => events.length).toBe(3)
  await my.dispose()
  for (const call of calls) expect(await call).toEqual(failure(17, /cancelled/))
})
