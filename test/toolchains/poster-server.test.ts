import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { identifyImage } from 'photosalbum'
import S3rver from 's3rver'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { installPackage } from './package.ts'

const packed = installPackage()
packed.copyExample('poster-server')
const folder = join(packed.root, 'poster-server')

let server: ChildProcess | undefined
afterEach(async () => {
  if (!server) return
  server.kill()
  await once(server, 'exit')
  server = undefined
})

/** Starts the example and returns the URL that it prints. */
async function start(env: { readonly [name: string]: string }): Promise<string> {
  server = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: packed.root, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream })
  const [line] = (await once(lines, 'line')) as [string]
  return /http:\S+/.exec(line)?.[0] as string
}

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })

describe('the example of a poster server', () => {
  const s3 = { directory: '' }
  let running: S3rver | undefined
  afterAll(async () => {
    await running?.close()
    if (s3.directory) await rm(s3.directory, { recursive: true })
  })

  test('draws a poster and saves it to a bucket', async () => {
    s3.directory = await mkdtemp(join(tmpdir(), 'photosalbum-posters-'))
    running = new S3rver({
      directory: s3.directory,
      port: 0,
      address: '127.0.0.1',
      silent: true,
      configureBuckets: [{ name: 'photos', configs: [] }],
    })
    const { port } = (await running.run()) as { port: number }
    const url = await start({
      POSTER_BUCKET: 'photos',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    })
    const response = await post(url, { title: '双十一好价', price: 19.9 })
    expect(response.status).toBe(201)
    const answer = (await response.json()) as { location: string }
    expect(answer).toMatchObject({ type: 'png', width: 750, height: 1000, name: '双十一好价.png' })
    expect(answer.location).toMatch(/^s3:\/\/photos\/posters\/\d{4}\/\d\d\/双十一好价\.png$/)
  })

  test('saves to a folder, refuses what is no poster, and leaves nothing when the client goes away', async () => {
    const url = await start({ POSTER_FOLDER: 'posters' })
    for (const body of ['', '[]', { title: '', price: 1 }, { title: 'a', price: 'free' }, 'x'.repeat(20_000)]) {
      expect((await post(url, body)).status).toBe(400)
    }
    const aborted = request(url, { method: 'POST' })
    aborted.on('error', () => {})
    aborted.write('{"title": ')
    await once(aborted, 'socket')
    aborted.destroy()
    const first = await post(url, { title: 'Poster', price: 5 })
    const second = await post(url, { title: 'Poster', price: 6 })
    expect([first.status, second.status]).toEqual([201, 201])
    expect((await readdir(join(folder, 'posters'))).filter((name) => !name.startsWith('.')).sort()).toEqual([
      'Poster (2).png',
      'Poster.png',
    ])
    const bytes = await readFile(join(folder, 'posters', 'Poster.png'))
    expect(
      await identifyImage({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) }),
    ).toMatchObject({
      type: 'png',
      width: 750,
      height: 1000,
    })
  })
})
