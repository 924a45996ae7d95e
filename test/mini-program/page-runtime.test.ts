import { expect, it } from 'vitest'
import { createPageRuntime, type PageHost } from '../../src/mini-program/page-runtime.ts'

/** A runtime whose host notes what it is told. */
function runtime(host: Partial<PageHost> = {}) {
  const errors: unknown[] = []
  const running = createPageRuntime({ onError: (error) => errors.push(error), ...host })
  return { errors, ...running.globals, running }
}

it('runs the life cycle of app and page in the documented order, the app once', async () => {
  const { App, Page, running } = runtime()
  const seen: string[] = []
  const note = (name: string) => (given?: object) => seen.push(given ? `${name} ${JSON.stringify(given)}` : name)
  App({ onLaunch: note('onLaunch'), onShow: note('app onShow'), onHide: note('app onHide') })
  Page({
    onLoad: note('onLoad'),
    onShow: note('onShow'),
    onReady: note('onReady'),
    onHide: note('onHide'),
    onUnload: note('onUnload'),
  })
  await running.open({ route: 'pages/a', query: { id: '7' } })
  const options = '{"path":"pages/a","query":{"id":"7"},"scene":"1000"}'
  expect(seen.splice(0)).toEqual([
    `onLaunch ${options}`,
    `app onShow ${options}`,
    'onLoad {"id":"7"}',
    'onShow',
    'onReady',
  ])
  running.hide()
  running.show()
  expect(seen.splice(0)).toEqual(['onHide', 'app onHide', `app onShow ${options}`, 'onShow'])
  await running.open()
  expect(seen.splice(0)).toEqual(['onUnload', 'onLoad {}', 'onShow', 'onReady'])
  running.close()
  running.close()
  expect(seen).toEqual(['onUnload'])
  expect(running.page).toBeUndefined()
})

it('gives each page its own data, with setData by paths and $spliceData', async () => {
  const { Page, running } = runtime()
  const shared = { list: [{ n: 1 }], deep: { x: 1 }, kept: 'kept' }
  Page({ data: shared })
  const page = await running.open()
  page?.setData({ 'list[0].n': 2, 'deep.y.z': 3, 'fresh[1]': 'b', top: true })
  page?.$spliceData({ list: [1, 0, { n: 3 }, { n: 4 }], none: [0, 0, 'new'] })
  expect(page?.data).toEqual({
    list: [{ n: 2 }, { n: 3 }, { n: 4 }],
    deep: { x: 1, y: { z: 3 } },
    kept: 'kept',
    fresh: [undefined, 'b'],
    top: true,
    none: ['new'],
  })
  expect(shared).toEqual({ list: [{ n: 1 }], deep: { x: 1 }, kept: 'kept' })
  expect((await running.open())?.data).toEqual(shared)
})

it('takes data from a function, anew for each page', async () => {
  const { Page, running } = runtime()
  let count = 0
  Page({ data: () => ({ count: ++count }) })
  expect((await running.open())?.data).toEqual({ count: 1 })
  expect((await running.open())?.data).toEqual({ count: 2 })
})

it('waits for the host to draw before onReady and before the callback of setData', async () => {
  const seen: string[] = []
  const { Page, running } = runtime({
    async render({ data }) {
      await undefined
      seen.push(`drawn ${data.n}`)
    },
  })
  Page({
    data: { n: 0 },
    onShow: () => seen.push('onShow'),
    onReady() {
      const page = this as unknown as { setData(patch: object, callback?: () => void): void }
      seen.push('onReady')
      page.setData({ n: 1 }, () => seen.push('callback'))
    },
  })
  await running.open()
  await undefined
  await undefined
  expect(seen).toEqual(['onShow', 'drawn 0', 'onReady', 'drawn 1', 'callback'])
})

it('goes on after an error of the app, and tells App.onError and the host', async () => {
  const { App, Page, running, errors } = runtime()
  const told: string[] = []
  const boom = (what: string) => () => {
    throw new Error(what)
  }
  App({ onLaunch: boom('launch'), onError: (message: string) => told.push(message) })
  Page({ onLoad: boom('load'), onReady: () => told.push('ready') })
  await running.open()
  expect(told).toEqual(['Error: launch', 'Error: load', 'ready'])
  expect(errors).toEqual([new Error('launch'), new Error('load')])
  running.uncaughtError(new Error('late'))
  expect(told.at(-1)).toBe('Error: late')
  running.uncaughtError({ code: 1 })
  expect(told.at(-1)).toBe('{"code":1}')
})

it('hands over promises that nobody caught to App.onUnhandledRejection', () => {
  const { App, running } = runtime()
  const told: unknown[] = []
  App({ onUnhandledRejection: ({ reason }: { reason: unknown }) => told.push(reason) })
  running.unhandledRejection('lost')
  expect(told).toEqual(['lost'])
})

it('calls methods of the page as taps do, and says which there are', async () => {
  const { Page, running, getCurrentPages, getApp, App } = runtime()
  expect([getCurrentPages(), getApp()]).toEqual([[], undefined])
  App({ globalData: 1 })
  Page({
    data: { n: 1 },
    onLoad() {},
    add(by: number) {
      const page = this as unknown as { data: { n: number }; setData(patch: object): void }
      page.setData({ n: page.data.n + by })
      return page.data.n
    },
  })
  expect(running.methods).toEqual(['onLoad', 'add'])
  await running.open({ route: 'pages/a' })
  expect(running.call('add', 2)).toBe(3)
  expect(() => running.call('ad')).toThrow('The page has no method "ad". It has: onLoad, add.')
  expect(getCurrentPages()).toEqual([running.page])
  expect(running.page?.route).toBe('pages/a')
  expect(getApp()).toEqual({ globalData: 1 })
})

it('opens nothing, and says so, for a script that is no page', async () => {
  const { running } = runtime()
  expect(await running.open()).toBeUndefined()
  expect(running.methods).toEqual([])
  expect(() => running.call('save')).toThrow('The page has no method "save". It has: none.')
})

it('does not let a path reach what all objects share', async () => {
  const { Page, running } = runtime()
  Page({})
  const page = await running.open()
  page?.setData(JSON.parse('{ "__proto__.polluted": 1, "a.constructor.prototype.polluted": 1 }'))
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})
