import { openApp } from 'photosalbum/testing'
import { expect, onTestFinished, test } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { contentOf } from '../fixtures/browser.ts'
import { PNG } from '../my/app.ts'
import { sample } from '../setup/counts.ts'
import { openPhone, SAVE } from './open-phone.ts'
import { project } from './project.ts'

/** A poster as a server sends it to the app. */
const POSTER = Buffer.from(imageOfSize(40_000, 3))

const files = {
  'app.json': JSON.stringify({ pages: ['pages/index'] }),
  'mini.project.json': JSON.stringify({ include: ['data/*'] }),
  'data/poster.txt': POSTER.toString('base64'),
  'data/图.png': PNG,
  'secret/a.txt': 'secret',
  'pages/index.axml': `
    <text>there: {{there}};</text>
    <text>said: {{said}};</text>
    <image class="written" src="{{picture}}" style="width: 10px; height: 10px" />
    <button onTap="save">Save</button>
    <button onTap="mix">Mix</button>
    <button onTap="fill">Fill</button>
    <button onTap="rules">Rules</button>`,
  'pages/index.js': `
    const fs = my.getFileSystemManager()
    const path = (name) => my.env.USER_DATA_PATH + '/' + name
    Page({
      data: { there: '', said: '', picture: '' },
      onLoad() { this.setData({ there: fs.readdirSync(path('')).files.join('+') }) },
      save() {
        const { data } = fs.readFileSync('data/poster.txt', 'utf8')
        fs.mkdirSync(path('posters'))
        const filePath = path('posters/today.png')
        fs.writeFileSync(filePath, data, 'base64')
        fs.accessSync(filePath)
        this.setData({ picture: filePath })
        my.saveImageToPhotosAlbum({ filePath, success: () => this.setData({ said: 'saved' }) })
      },
      async mix() {
        const { apFilePath } = await my.downloadFile({ url: 'https://pictures.example/a.png' })
        const sizes = [fs.readFileSync(apFilePath).data.byteLength]
        const saved = fs.saveFileSync(apFilePath).savedFilePath
        sizes.push((await my.getFileInfo({ apFilePath: saved })).size)
        await fs.writeFile({ filePath: path('a.txt'), data: 'async' })
        const read = fs.readFileSync(path('a.txt'), 'utf8').data
        fs.appendFileSync(path('a.txt'), ' and sync')
        const { data } = await fs.readFile({ filePath: path('a.txt'), encoding: 'utf8' })
        sizes.push((await my.getImageInfo({ src: saved })).width)
        const canvas = my.createOffscreenCanvas({ type: '2d', width: 8, height: 8 })
        const picture = canvas.createImage()
        await new Promise((resolve, reject) => Object.assign(picture, { onload: resolve, onerror: reject, src: saved }))
        await my.downloadFile({ url: 'https://pictures.example/b.png', filePath: path('b.png') })
        sizes.push(fs.statSync(path('b.png')).stats.size)
        this.setData({ said: [read, data, ...sizes].join() })
      },
      fill() {
        for (let at = 0; at < 100; at++) fs.writeFileSync(path('log' + at % 3), 'line ' + at)
        fs.unlinkSync(path('log2'))
        fs.mkdirSync(path('old/deep'), true)
        fs.writeFileSync(path('old/deep/a'), '1')
        fs.renameSync(path('old'), path('new'))
        fs.copyFileSync(path('new/deep/a'), path('new/b'))
        fs.rmdirSync(path('new/deep'), true)
        this.setData({ said: fs.readdirSync(path('new')).files.join() })
      },
      /** The result or the error of each call. */
      outcomes() {
        const attempt = (call) => {
          try {
            const result = call()
            return result && typeof result === 'object' ? JSON.parse(JSON.stringify(result)) : result
          } catch (thrown) {
            return { error: thrown.error, errorMessage: thrown.errorMessage, isError: thrown instanceof Error }
          }
        }
        fs.mkdirSync(path('rules'))
        const large = new ArrayBuffer(10 * 1024 * 1024 + 1)
        const calls = [
          () => fs.accessSync(path('none')),
          () => fs.readFileSync(path('none')),
          () => fs.readFileSync({ filePath: path('none'), encoding: 'morse' }),
          () => fs.readFileSync(path('rules')),
          () => fs.readFileSync('secret/a.txt', 'utf8'),
          () => fs.readFileSync('data/../secret/a.txt', 'utf8'),
          () => fs.readFileSync('data/none.txt', 'utf8'),
          () => fs.readFileSync('/data/图.png', 'base64'),
          () => fs.readFileSync('https://usr/../a.txt'),
          () => fs.readFileSync(),
          () => fs.writeFileSync('https://resource/a.image', 'text'),
          () => fs.writeFileSync(path('no/folder.txt'), 'text'),
          () => fs.writeFileSync(path('rules/a.png'), 'data:image/png;base64,iVBO', 'base64'),
          () => fs.writeFileSync(path('rules/a.txt')),
          () => fs.writeFileSync(path('rules/large'), large),
          () => fs.writeFileSync(path('rules/a.txt'), '你好'),
          () => fs.readFileSync(path('rules/a.txt'), 'hex'),
          () => fs.getFileInfoSync(path('rules/a.txt'), 'sha1'),
          () => fs.statSync(path('rules/a.txt')).stats.size,
          () => fs.statSync(path('none')),
          () => fs.mkdirSync(path('rules')),
          () => fs.rmdirSync(path('rules')),
          () => fs.renameSync(path('rules'), path('rules/inside')),
          () => fs.unlinkSync(path('rules')),
          () => fs.removeSavedFileSync(path('rules/a.txt')),
          () => fs.saveFileSync(path('rules/a.txt')),
          () => fs.getSavedFileListSync(),
          () => fs.unlinkSync(path('rules/a.txt')),
          () => fs.readdirSync(path('rules')),
          () => Array.from({ length: 6 }, (_, at) => attempt(() => fs.writeFileSync(path('rules/' + at), large.slice(1)))),
          () => ['getFileSystemManager', 'saveFile', 'FileSystemManager.readFileSync'].map((name) => my.canIUse(name)),
          () => Object.keys(fs).filter((name) => name.endsWith('Sync')).sort(),
        ]
        const outcomes = calls.map(attempt)
        fs.rmdirSync(path('rules'), true)
        return outcomes
      },
      rules() {
        const outcomes = this.outcomes()
        for (const each of outcomes) console.log(JSON.stringify(each))
        this.setData({ said: outcomes.length + ' outcomes' })
      },
    })`,
}

test('C42: a synchronously written poster is saved byte for byte; all calls access the same files, which survive a reload', async () => {
  const { phone, page, tap, openPhotos, photos } = await openPhone({
    target: project(files).root,
    link: 'permission=granted',
  })
  await tap('Save')
  await phone.getByText('said: saved;').waitFor()
  await phone.locator('.written img, img.written').first().waitFor({ state: 'attached' })
  await openPhotos()
  await photos.first().click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    phone.getByRole('link', { name: 'Download' }).click(),
  ])
  expect(await contentOf(download)).toEqual(POSTER)
  await page.reload()
  await phone.getByText('there: posters;').waitFor()
  await tap('Mix')
  await phone.getByText(`said: async,async and sync,${PNG.length},${PNG.length},1,${PNG.length};`).waitFor()
  await tap('Fill')
  await phone.getByText('said: b;').waitFor()
  await page.reload()
  await phone.getByText('there: a.txt+b.png+log0+log1+new+posters;').waitFor()
})

test.each(sample(1, ['en', 'zh']))(
  'C42: synchronous calls return and throw what they do in the testing kit, in %s',
  async (language) => {
    const { root } = project(files)
    const app = await openApp(root, { device: { language: language === 'zh' ? 'zh-Hans' : 'en' } })
    onTestFinished(() => app.close())
    const expected = (app.currentPage().instance as { outcomes(): unknown[] }).outcomes()
    const { phone, tap, log, calls } = await openPhone({
      target: root,
      context: { locale: language === 'zh' ? 'zh-CN' : 'en-US' },
    })
    await tap('Rules')
    await phone.getByText(`said: ${expected.length} outcomes;`).waitFor()
    for (const each of expected) await log.getByText(JSON.stringify(each), { exact: true }).first().waitFor()
    const call = calls('FileSystemManager.accessSync')
    await call.click()
    await call.getByRole('heading', { name: language === 'zh' ? '结果' : 'Result', exact: true }).waitFor()
    expect(await call.getByText(/promise/i).count()).toBe(0)
  },
)

test('C11: an older base library has no synchronous methods, from the next call on', async () => {
  const { root } = project({
    'page.js': `Page({
      has() { console.log('has', typeof my.getFileSystemManager?.().statSync, my.canIUse('getFileSystemManager')) },
    })`,
  })
  const { tap, log, device, calls } = await openPhone({ target: root })
  await tap('has')
  await log.getByText('has function true').waitFor()
  for (const [version, said] of [
    ['2.7.3', 'has undefined true'],
    ['1.10.0', 'has undefined false'],
  ] as const) {
    await device.getByLabel('Base library').fill(version)
    await tap('has')
    await log.getByText(said).waitFor()
  }
  expect(await calls(SAVE).count()).toBe(0)
})

test('C42: the phone stores only valid files within the quota, even if code posts to the port of the files', async () => {
  const { root } = project({
    'page.js': `
      const { MessagePort } = Object.getPrototypeOf(self)
      const { postMessage } = MessagePort.prototype
      let port
      MessagePort.prototype.postMessage = function (...values) {
        const [{ type, request }] = values
        if (type === 'changed') port = this
        postMessage.apply(this, values)
        // Long before all bytes have arrived.
        if (type === 'pull') postMessage.call(this, { type: 'received', request, path: 'https://resource/a.png' })
      }
      const fs = my.getFileSystemManager()
      const changed = (...changes) => ({ type: 'changed', changes })
      const messages = [
        null,
        { type: 'unknown' },
        { type: 'changed' },
        { type: 'changed', changes: new Array(4e9) },
        { type: 'opened', request: 1, content: 'text' },
        { type: 'stat', request: 1, stat: null },
        changed(null),
        changed([7, undefined]),
        changed(['settings/a', { modified: 1 }]),
        changed(['user/' + 'a'.repeat(2000), { modified: 1 }]),
        changed(['user/a', { modified: 1, bytes: 'text' }]),
        changed(['user/b', { modified: 1, bytes: new ArrayBuffer(60e6) }]),
        changed(['user/c', { modified: 1, more: new ArrayBuffer(60e6) }]),
      ]
      Page({
        onLoad() { console.log('there', fs.readdirSync(my.env.USER_DATA_PATH).files.join('+')) },
        async post() {
          await fs.writeFile({ filePath: my.env.USER_DATA_PATH + '/own', data: 'text' })
          for (const message of messages) postMessage.call(port, message)
          fs.writeFileSync(my.env.USER_DATA_PATH + '/last', 'text')
          await my.saveImageToPhotosAlbum({ filePath: my.env.USER_DATA_PATH + '/last' }).catch(() => {})
          console.log('posted')
        },
        async download() {
          await my.downloadFile({ url: 'https://pictures.example/endless.png' })
          console.log('received')
        },
      })`,
  })
  let isCancelled = false
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      cancel() {
        isCancelled = true
      },
    })
  const fetch = async () => new Response(endless())
  const { page, tap, log } = await openPhone({ target: root, link: 'permission=granted', fetch })
  await log.getByText('there', { exact: true }).waitFor()
  await tap('post')
  await log.getByText('posted').waitFor()
  await log.getByText('The app sent the phone a malformed message (type undefined), which was ignored.').waitFor()
  await page.reload()
  await log.getByText('there c+last+own').waitFor()
  expect(await page.evaluate(membersOfKeptFiles)).toEqual(['bytes', 'modified'])
  await tap('download')
  await log.getByText('received').waitFor()
  await expect.poll(() => isCancelled).toBe(true)
})

/** Runs in the page: the stored files of its app, by name. */
async function membersOfKeptFiles(): Promise<string[]> {
  const databases = await indexedDB.databases()
  const { name = '' } = databases.find((each) => each.name?.startsWith('photosalbum-files-')) ?? {}
  const ended = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve) => {
      request.onsuccess = () => resolve(request.result)
    })
  const database = await ended(indexedDB.open(name))
  const entries: object[] = await ended(database.transaction('values').objectStore('values').getAll())
  return [...new Set(entries.flatMap(Object.keys))].sort()
}
