import { describe, expect, test } from 'vitest'
import { INSECURE_HOST } from '../setup/chromium.ts'
import { run, stage } from './chromium.ts'

const at = stage()
const ok = { success: true }
const save = (filePath: string, options = {}) => ({ filePath, options })

interface Saved {
  result: { success?: boolean; error?: number; errorMessage?: string }
  names: string[]
}

describe('images of another origin', () => {
  test('C9: without CORS the error is 17 and names the header that the server must send', async () => {
    const { result, names } = await run<Saved>(await at.open(), 'page', 'save', save(`${at.site.other}/image`))
    expect(result).toEqual({ error: 17, errorMessage: expect.stringContaining('Access-Control-Allow-Origin') })
    expect(names).toEqual([])
  })

  test('with CORS they are saved', async () => {
    expect(await run(await at.open(), 'page', 'save', save(`${at.site.other}/image?cors`))).toMatchObject({
      result: ok,
    })
  })

  test('an image that was shown without CORS before does not break its save', async () => {
    const page = await at.open()
    const url = `${at.site.other}/image?poison`
    await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const image = new Image()
          image.onload = resolve
          image.src = src
        }),
      url,
    )
    expect(await run(page, 'page', 'save', save(url))).toMatchObject({ result: ok })
    expect(at.site.requests.filter((path) => path.endsWith('poison'))).toHaveLength(2)
  })
})

describe('responses of a server', () => {
  test('C20: redirects are followed within the origin and to another one', async () => {
    const page = await at.open()
    for (const to of ['/image', `${at.site.other}/image?cors`]) {
      const url = `${at.site.origin}/image?to=${encodeURIComponent(to)}`
      expect(await run(page, 'page', 'save', save(url))).toMatchObject({ result: ok })
    }
  })

  test('C24: a redirect never leads to a local file', async () => {
    const url = `${at.site.origin}/image?to=${encodeURIComponent('https://usr/a.png')}`
    expect(await run(await at.open(), 'page', 'save', save(url))).toMatchObject({ result: { error: 17 }, names: [] })
  })

  test('C28: an HTML page, a missing image, an image damaged at its end: 17, and nothing is saved', async () => {
    const page = await at.open()
    for (const path of ['/image?html', '/nothing.png', '/image?size=5000&cut']) {
      const { result, names } = await run<Saved>(page, 'page', 'save', save(at.site.origin + path))
      expect(result).toMatchObject({ error: 17, errorMessage: expect.any(String) })
      expect(names).toEqual([])
    }
  })
})

test('a sandboxed page has no files: every album reports it, and no rejection is unhandled', async () => {
  const page = await at.open('/?csp=sandbox')
  const failed = (text: string) => ['SaveError', 'unimplemented', expect.stringContaining(text)]
  expect(await run(page, 'page', 'sandboxed')).toEqual({
    failures: [failed('no access to files'), failed('no access to files'), failed('picked-folder')],
    unhandled: [],
  })
})

test('an insecure page has no private files: it reports this, and keeps the files of apps in memory', async () => {
  const page = await at.open('/', `http://${INSECURE_HOST}:${at.site.port}`)
  expect(await page.evaluate(() => globalThis.isSecureContext)).toBe(false)
  const downloading = page.waitForEvent('download')
  const url = `http://${INSECURE_HOST}:${at.site.port}/image`
  expect(await run(page, 'page', 'withoutPrivateFiles', { url })).toEqual({
    failure: { error: 17, errorMessage: expect.stringContaining('https:') },
    apFilePath: expect.stringMatching(/^https:\/\/resource\//),
    handedOver: ok,
    events: [{ type: 'files-in-memory', reason: expect.stringContaining('https:') }],
  })
  expect(await (await downloading).failure()).toBeNull()
})
