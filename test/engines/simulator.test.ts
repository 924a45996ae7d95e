import { EventEmitter, once } from 'node:events'
import { cpSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../src/dev-server/server.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { PNG, serve, temporaryFolder } from '../my/app.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { project } from '../simulator/project.ts'
import { site } from '../simulator/site.ts'
import { addDriver } from './drivers/add-driver.ts'
import { type EngineName, isInstalled, openInEngine } from './launch.ts'

/** A page that uses the phone, then tries to reach what the browser stored for it, and reports both to the test. */
const app = (reports: string, simulator: string) => `
const worker = Object.getPrototypeOf(self)
async function attempt(work) {
  try {
    return await work()
  } catch (error) {
    return 'nothing'
  }
}
const opened = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve('opened')
    request.onerror = () => reject(request.error)
  })

Page({
  async onReady() {
    const used = {}
    await my.setStorage({ key: 'a', data: { b: 1 } })
    used.storage = (await my.getStorage({ key: 'a' })).data
    const files = my.getFileSystemManager()
    const filePath = my.env.USER_DATA_PATH + '/a.png'
    await files.writeFile({ filePath, data: files.readFileSync('image/a.png', 'base64').data, encoding: 'base64' })
    used.file = files.statSync(filePath).stats.size
    const { apFilePath } = await my.downloadFile({ url: '${reports}picture.png' })
    files.writeFileSync(filePath, files.readFileSync(apFilePath).data)
    await my.saveImageToPhotosAlbum({ filePath })
    const canvas = my.createOffscreenCanvas({ type: '2d', width: 20, height: 10 })
    canvas.getContext('2d').fillRect(0, 0, 10, 10)
    used.frames = await new Promise((resolve) => canvas.requestAnimationFrame(() => resolve('drawn')))
    const context = my.createCanvasContext('board')
    context.fillRect(0, 0, 10, 10)
    await new Promise((done) => context.draw(false, done))
    await my.saveImageToPhotosAlbum({ filePath: (await context.toTempFilePath()).apFilePath })
    used.saved = 'both'
    const reached = {
      origin: worker.origin,
      'private files': await attempt(async () => {
        const names = []
        for await (const name of (await worker.navigator.storage.getDirectory()).keys()) names.push(name)
        return names.join()
      }),
      databases: await attempt(() => opened(worker.indexedDB.open('any'))),
      // WebKit gives an opaque origin caches of its own.
      caches: await attempt(async () => (await worker.caches.keys()).join() || 'nothing'),
      cookies: await attempt(async () => JSON.stringify(await worker.cookieStore.getAll())),
      server: await attempt(async () => (await worker.fetch('${simulator}project.json')).status),
      page: await attempt(async () => (await worker.fetch('${simulator}', { mode: 'no-cors' })).type),
      'code from text': await attempt(() => {
        worker.importScripts(URL.createObjectURL(new Blob(['globalThis.ran = true'])))
        return worker.ran
      }),
    }
    await my.downloadFile({ url: '${reports}report?' + encodeURIComponent(JSON.stringify({ reached, used })) })
  },
})`

const engines: readonly EngineName[] = ['WebKit like Safari 26', 'WebKit without OPFS', 'Firefox', 'Chromium']

describe.each(sample(1, engines))('the simulator in %s', (engine) => {
  test.skipIf(!isInstalled(engine))(
    'runs an app that uses the phone, and can reach nothing of its origin',
    async () => {
      const reports = new EventEmitter()
      const server = await serve((request, response) => {
        const query = request.url?.split('?')[1]
        if (query !== undefined) reports.emit('report', JSON.parse(decodeURIComponent(query)))
        response.setHeader('content-type', 'image/png').end(PNG)
      })
      const { root, write } = project({
        'app.json': '{ "pages": ["page"] }',
        'mini.project.json': '{ "include": ["image/*"] }',
        'image/a.png': PNG,
        'page.js': '',
      })
      const simulator = await startSimulator({ port: 0, site, target: root })
      onTestFinished(() => simulator.close())
      write('page.js', app(`${server.url}/`, `${simulator.origin}/`))
      const reported = once(reports, 'report')
      const browser = await openInEngine(engine, `${simulator.url}#permission=granted`)
      onTestFinished(() => browser.close())
      expect(await Promise.race([reported, browser.exited])).toEqual([
        {
          reached: {
            origin: 'null',
            'private files': 'nothing',
            databases: 'nothing',
            caches: 'nothing',
            cookies: 'nothing',
            server: 'nothing',
            page: 'nothing',
            'code from text': 'nothing',
          },
          used: { storage: { b: 1 }, file: PNG.length, frames: 'drawn', saved: 'both' },
        },
      ])
    },
  )

  fullTest('draws the page in the size of the device, whatever that of the window', async (context) => {
    if (!isInstalled(engine)) context.skip(`${engine} is not installed`)
    const { root } = project({
      'app.json': '{ "pages": ["page"] }',
      'page.axml': `<view id="full" /><view id="safe" style="height: constant(safe-area-inset-bottom)" /><view id="asked" />`,
      'page.acss': `
        #full { width: 100vw; height: calc(50vh + 50vmax) }
        @media screen and (max-width: 390px), (min-height: 9999px) { #asked { height: 375rpx } }`,
      'page.js': `Page({
        onReady() {
          const query = my.createSelectorQuery().selectViewport().boundingClientRect()
          for (const id of ['#full', '#safe', '#asked']) query.select(id).boundingClientRect()
          query.exec((sizes) => {
            const report = encodeURIComponent(JSON.stringify(sizes.map(({ width, height }) => [width, height])))
            my.downloadFile({ url: 'https://report.example/?' + report })
          })
        },
      })`,
    })
    const reports = new EventEmitter()
    const simulator = await startSimulator({
      port: 0,
      site,
      target: root,
      fetch: async (url) => {
        reports.emit('report', JSON.parse(decodeURIComponent(new URL(String(url)).search.slice(1))))
        return new Response(PNG, { headers: { 'content-length': String(PNG.length) } })
      },
    })
    onTestFinished(() => simulator.close())
    const reported = once(reports, 'report')
    const browser = await openInEngine(engine, simulator.url)
    onTestFinished(() => browser.close())
    const [sizes] = (await Promise.race([reported, browser.exited])) as [[number, number][]]
    const rounded = sizes.map((size) => size.map(Math.round))
    expect(rounded).toEqual([
      [390, 753],
      [390, 753],
      [390, 34],
      [390, 195],
    ])
  })

  fullTest('C16: a person saves, and finds the photo byte for byte; the panels work', async (context) => {
    if (!isInstalled(engine)) context.skip(`${engine} is not installed`)
    const poster = Buffer.from(imageOfSize(300_000, 5))
    const { root } = project({
      'app.json': '{ "pages": ["index"], "window": { "defaultTitle": "Poster" } }',
      'index.axml': '<button onTap="save">Save</button>',
      'index.js': `Page({
        async save() {
          const { apFilePath } = await my.downloadFile({ url: 'https://pictures.example/poster.png' })
          my.saveImageToPhotosAlbum({ filePath: apFilePath })
        },
      })`,
    })
    const driven = temporaryFolder()
    cpSync(site, driven, { recursive: true })
    addDriver(driven, 'computer.js')
    const reports = new EventEmitter()
    const simulator = await startSimulator({
      port: 0,
      site: driven,
      target: root,
      fetch: async (url) => {
        const { hostname, search } = new URL(String(url))
        if (hostname === 'driver.example') reports.emit('report', JSON.parse(decodeURIComponent(search.slice(1))))
        return new Response(poster, { headers: { 'content-length': String(poster.length) } })
      },
    })
    onTestFinished(() => simulator.close())
    const reported = once(reports, 'report')
    const browser = await openInEngine(engine, simulator.url)
    onTestFinished(() => browser.close())
    expect(await Promise.race([reported, browser.exited])).toEqual([{ code: true, denied: true, refused: true }])
    await expect.poll(async () => (await browser.downloaded())?.equals(poster)).toBe(true)
  })
})
