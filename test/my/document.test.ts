import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { directory, type My, memory } from 'photosalbum/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '../fixtures/https-server.ts'
import { onePage, openApp as openProject } from '../mini-program/setup/open-app.ts'
import { openApp, PNG, temporaryFolder } from './app.ts'

/** The first sample of the documentation, unchanged. */
const SAVE_FROM_NETWORK = `
// 网络地址图片
my.saveImageToPhotosAlbum({
  filePath:'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png',
  complete(res) {
    console.log(res);
  }
});
`

/** The sample for the known defect, with the workaround, unchanged. */
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

/** Runs a script as the page of a mini-program. Returns its console output and errors. */
async function run(script: string, my: My) {
  const logged: unknown[] = []
  const console = { log: (value: unknown) => logged.push(value) }
  const { problems } = await openProject(onePage('', script), { my, scope: { console } })
  return { logged, errors: problems.filter(({ severity }) => severity === 'error') }
}

test('C1: the first sample of the documentation runs unchanged, over HTTPS, into a folder', async () => {
  const path = temporaryFolder()
  const { my } = openApp({ album: directory({ path }), network: { fetch: server.fetch } })
  const { logged } = await run(SAVE_FROM_NETWORK, my)
  await expect.poll(() => logged).toEqual([{ success: true }])
  expect(asked).toContain(`https://gw.alipayobjects.com${PICTURE}`)
  const [photo = ''] = readdirSync(path).filter((name) => !name.startsWith('.'))
  expect(photo).toMatch(/\.png$/)
  expect(readFileSync(join(path, photo)).equals(PNG)).toBe(true)
})

test.each([false, true])('C14: the documented workaround runs unchanged, defect: %s', async (consecutiveCalls) => {
  const album = memory()
  const { my } = openApp({ album, network: { fetch: server.fetch }, defects: { consecutiveCalls } })
  const { logged, errors } = await run(SAVE_ONE_AFTER_THE_OTHER, my)
  await expect.poll(() => logged).toEqual([{ success: true }, { success: true }, { success: true }])
  expect(errors).toEqual([])
  expect(album.photos).toHaveLength(3)
})

test('C26, C40: base64 images are saved as documented: download, then save', async () => {
  const script = `
    my.downloadFile({
      url: 'data:image/png;base64,${PNG.toString('base64')}',
      success: ({ apFilePath }) => my.saveImageToPhotosAlbum({ filePath: apFilePath, complete: console.log }),
      fail: console.log,
    })`
  const { my, album } = openApp()
  const { logged } = await run(script, my)
  await expect.poll(() => logged).toEqual([{ success: true }])
  expect(Buffer.from(album.photos[0]?.bytes ?? []).equals(PNG)).toBe(true)
})

test('C9: a filePath that does not meet the requirements has the documented code', async () => {
  const { my } = openApp({ network: { fetch: server.fetch } })
  const { logged } = await run(SAVE_FROM_NETWORK.replace('.png', '.gone'), my)
  await expect.poll(() => logged).toEqual([{ error: 17, errorMessage: expect.stringMatching(/404/) }])
})
