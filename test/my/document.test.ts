import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { directory, type My, memory } from 'photosalbum/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPageRuntime } from '../../src/mini-program/page-runtime.ts'
import { startServer, type TestServer } from '../fixtures/https-server.ts'
import { openApp, PNG, temporaryFolder } from './app.ts'

/** The first sample of the document, unchanged. */
const SAVE_FROM_NETWORK = `
// 网络地址图片
my.saveImageToPhotosAlbum({
  filePath:'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
  complete(res) {
    console.log(res);
  }
});
`

/** The sample of its known defect, with the workaround, unchanged. */
const SAVE_ONE_AFTER_THE_OTHER = `
  Page({
    onReady() {
      // 连续保存多张图片
      this.saveImages([
        'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
        'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
        'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
      ]);
    },
    async saveImages(filePaths) {
      for (const filePath of filePaths) {
        await new Promise(resolve => {
          my.saveImageToPhotosAlbum({
            filePath: filePath,
            complete(res) {
              console.log(res);
              resolve(res);
            }
          })
        })
      }
    }
  });
`

const PICTURE = '/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png'

let server: TestServer
const asked: string[] = []
beforeAll(async () => {
  server = await startServer((request, response) => {
    asked.push(`https://${request.headers.host}${request.url}`)
    if (request.url === PICTURE) response.writeHead(200, { 'content-type': 'image/png' }).end(PNG)
    else response.writeHead(404).end()
  })
})
afterAll(() => server.close())

/** Runs a script of a mini-program, and gives what it logs. */
function run(script: string, my: My) {
  const logged: unknown[] = []
  const errors: unknown[] = []
  const pages = createPageRuntime({ onError: (error) => errors.push(error) })
  const globals = { my, console: { log: (value: unknown) => logged.push(value) }, ...pages.globals }
  new Function(...Object.keys(globals), script)(...Object.values(globals))
  return { logged, errors, pages }
}

test('C1: the first sample of the document runs unchanged, over HTTPS, into a folder', async () => {
  const path = temporaryFolder()
  const { my } = openApp({ album: directory({ path }), network: { fetch: server.fetch } })
  const { logged } = run(SAVE_FROM_NETWORK, my)
  await expect.poll(() => logged).toEqual([{ success: true }])
  expect(asked).toContain(`https://gw.alipayobjects.com${PICTURE}`)
  const [photo = ''] = readdirSync(path).filter((name) => !name.startsWith('.'))
  expect(photo).toMatch(/\.png$/)
  expect(readFileSync(join(path, photo)).equals(PNG)).toBe(true)
})

test.each([false, true])('C14: the workaround of the document runs unchanged, defect: %s', async (consecutiveCalls) => {
  const album = memory()
  const { my } = openApp({ album, network: { fetch: server.fetch }, defects: { consecutiveCalls } })
  const { logged, errors, pages } = run(SAVE_ONE_AFTER_THE_OTHER, my)
  await pages.open()
  await expect.poll(() => logged).toEqual([{ success: true }, { success: true }, { success: true }])
  expect(errors).toEqual([])
  expect(album.photos).toHaveLength(3)
})

test("C26, C40: the document's advice for images in base64: download, then save", async () => {
  const script = `
    my.downloadFile({
      url: 'data:image/png;base64,${PNG.toString('base64')}',
      success: ({ apFilePath }) => my.saveImageToPhotosAlbum({ filePath: apFilePath, complete: console.log }),
      fail: console.log,
    })`
  const { my, album } = openApp()
  const { logged } = run(script, my)
  await expect.poll(() => logged).toEqual([{ success: true }])
  expect(Buffer.from(album.photos[0]?.bytes ?? []).equals(PNG)).toBe(true)
})

test("C9: the document's code for a filePath that does not meet the requirements", async () => {
  const { my } = openApp({ network: { fetch: server.fetch } })
  const { logged } = run(SAVE_FROM_NETWORK.replace('.png', '.gone'), my)
  await expect.poll(() => logged).toEqual([{ error: 17, errorMessage: expect.stringMatching(/404/) }])
})
