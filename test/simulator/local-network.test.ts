import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BrowserContext, chromium as engine, type Page } from 'playwright'
import { renderUnicodeCompact } from 'uqr'
import { expect, onTestFinished, test } from 'vitest'
import { contentOf } from '../fixtures/browser.ts'
import { temporaryFolder } from '../my/app.ts'
import { needs } from '../node/fault.ts'
import { chromium } from '../setup/chromium.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { COMPUTER, createNetwork, main, simulate } from './local-network.ts'
import { parts, shownDuring } from './open-phone.ts'

/** The photo that the sample of this link saves. */
const PICTURE = pictureOfSample()
const LINK = '#sample=base64&permission=granted'

function pictureOfSample(): Buffer {
  const source = readFileSync(new URL('../../simulator/samples/base64/picture.js', import.meta.url), 'utf8')
  return Buffer.from(/;base64,([^'"`]+)/.exec(source)?.[1] ?? '', 'base64')
}

/** The status and body of a request by curl in the phone's network. */
async function curl(namespace: string, ...args: string[]) {
  const command = [
    'netns',
    'exec',
    namespace,
    'curl',
    '--insecure',
    '--silent',
    '--write-out',
    '\n%{http_code}',
    ...args,
  ]
  const lines = (await promisify(execFile)('ip', command)).stdout.split('\n')
  return { status: Number(lines.pop()), body: lines.join('\n') }
}

/** The browser of the phone. */
async function startBrowser(phone: string) {
  const options = chromium()
  const executablePath = join(temporaryFolder(), 'chromium')
  writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${phone} ${options.executablePath} "$@"\n`)
  chmodSync(executablePath, 0o755)
  const browser = await engine.launch({ ...options, executablePath })
  onTestFinished(() => browser.close())
  return browser
}

/** Saves a photo on the simulated phone, and opens it there. */
async function savePhoto(page: Page): Promise<void> {
  const { tap, openPhotos, photos } = parts(page)
  await shownDuring(page.getByText('Saved to the album').first(), () => tap('save'))
  await openPhotos()
  await photos.click()
}

/** The bytes that were passed to the share sheet. */
const sharedBy = (page: Page) => page.evaluate(() => (window as unknown as { shared: number[][] }).shared)

fullTest('a phone in the same network is admitted once for each code, and saves to its own album', async (context) => {
  const { computer, phone } = createNetwork(context, 'curl')
  const { url, child, invitations, notes } = await simulate(computer, ['--port', '0', '--host'])
  const [first = ''] = invitations()
  const { origin, host, port } = new URL(first)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]{32}$/)
  expect(first).toMatch(/^https:\/\/192\.168\.77\.1:\d+\/\?key=[\w-]{32}$/)
  expect(notes()).toContain(renderUnicodeCompact(first, { border: 2 }))
  expect(notes()).toMatch(/Ctrl-C ends it[\s\S]*warn about the certificate/)

  // Requests without the key, or with the key but from another site. None of them uses the key.
  const refused = { status: 403 }
  expect(await curl(phone, `${origin}/`)).toMatchObject(refused)
  expect(await curl(phone, `${origin}/?key=${'x'.repeat(32)}`)).toMatchObject(refused)
  expect(await curl(phone, '--request', 'POST', `${origin}/fetch`)).toMatchObject(refused)
  for (const header of ['Host: photos.example', `Host: 127.0.0.1:${port}`, `Host: ${COMPUTER}`]) {
    const { status, body } = await curl(phone, '--header', header, first)
    expect({ status, body }).toMatchObject({ status: 403, body: expect.stringContaining('for the host') })
  }
  for (const header of ['Origin: https://photos.example', `Origin: http://${host}`, 'Sec-Fetch-Site: cross-site']) {
    expect(await curl(phone, '--header', header, first)).toMatchObject(refused)
  }
  expect(await curl(computer, '--header', `Host: ${host}`, url)).toMatchObject(refused)

  const browser = await startBrowser(phone)
  const open = async (address: string, options: Parameters<typeof browser.newContext>[0] = {}) => {
    const session: BrowserContext = await browser.newContext({
      ignoreHTTPSErrors: true,
      locale: 'en-US',
      viewport: { width: 390, height: 844 },
      ...options,
    })
    // The share sheet of the phone.
    await session.addInitScript(() => {
      const shared: number[][] = []
      const share = async ({ files = [] }: ShareData) => {
        for (const file of files) shared.push([...new Uint8Array(await file.arrayBuffer())])
      }
      Object.assign(window, { shared })
      Object.assign(navigator, { canShare: () => true, share })
    })
    const page = await session.newPage()
    const response = await page.goto(`${address}${LINK}`)
    return { session, page, status: response?.status() }
  }

  const { page, session } = await open(first, { hasTouch: true })
  await savePhoto(page)
  await page.getByRole('button', { name: 'Save to this phone' }).click()
  await expect.poll(() => sharedBy(page)).toEqual([[...PICTURE]])

  // The app's code cannot access the simulator's own address, in the network either.
  const own = await page.evaluate(async () => {
    const token = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-token"]')?.content ?? ''
    const body = JSON.stringify({ url: `${location.origin}/project.json` })
    const response = await fetch('/fetch', { method: 'POST', headers: { 'x-photosalbum-token': token }, body })
    return (await response.json()) as object
  })
  expect(own).toMatchObject({ details: { code: 'url-not-fetchable', problem: 'not-allowed' } })

  // The cookie for the key is not valid on loopback, where it would last longer.
  const [cookie] = await session.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: true })
  const { value = '' } = cookie ?? {}
  const loopback = new URL(url)
  const asPhone = ['--header', `Cookie: photosalbum-${loopback.port}=${value}`, `${loopback.origin}/project.json`]
  expect(await curl(computer, ...asPhone)).toMatchObject(refused)

  // The key was used, and another code was printed for another phone. This one has no touch screen, and downloads.
  expect(await open(first)).toMatchObject(refused)
  await expect.poll(() => invitations().length).toBe(2)
  const other = await open(invitations()[1] ?? '')
  await savePhoto(other.page)
  const downloading = other.page.waitForEvent('download')
  await other.page.getByRole('button', { name: 'Save to this phone' }).click()
  expect(await contentOf(await downloading)).toEqual(PICTURE)

  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test.for(
  sample<[language: string, line: RegExp]>(1, [
    ['en', /^photosalbum: This computer has no private IPv4 address, .* Connect it to a network\. .*\n$/],
    ['zh', /^photosalbum: 本机没有局域网 IPv4 地址，.*请先连接网络。.*\n$/],
  ]),
)('without a network, it prints one line (%s)', async ([language, line], context) => {
  needs(context)
  const command = [process.execPath, main, 'simulate', '--no-open', '--host', '--lang', language]
  const failed = promisify(execFile)('unshare', ['--net', ...command])
  await expect(failed).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(line) })
})
