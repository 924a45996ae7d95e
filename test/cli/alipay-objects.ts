import { onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { png } from './pictures.ts'

/** The host that the document's samples fetch from, over real HTTPS. */
export async function alipayObjects() {
  const paths: string[] = []
  const server = await startServer((request, response) => {
    paths.push(request.url ?? '')
    response.end(png)
  })
  onTestFinished(() => server.close())
  const preload = new URL('to-test-server.mjs', import.meta.url).href
  return { paths, env: { NODE_OPTIONS: `--import=${preload}`, TEST_SERVER_PORT: String(server.port) } }
}

/** A script that saves a picture of that host. */
export const SAVE = `my.saveImageToPhotosAlbum({ filePath: 'https://gw.alipayobjects.com/a.png', complete: (res) => console.log(JSON.stringify(res)) })`
