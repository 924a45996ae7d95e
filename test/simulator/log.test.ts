import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { describe, expect, test, vi } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { openPhone, SAVE, shownDuring } from './open-phone.ts'
import { project } from './project.ts'

describe('a row of the log', () => {
  test('C3, C17: shows the timeline, the arguments, and the callbacks in their order', async () => {
    const { calls, log } = await openPhone({ link: 'sample=network&permission=granted' })
    await calls(SAVE).getByText('succeeded').waitFor()
    await calls(SAVE).click()
    const stages = log.getByRole('list', { name: 'Timeline' }).locator('.stage-name')
    await expect.poll(() => stages.allTextContents()).toEqual(['called', 'opened', 'identified', 'fetched', 'stored'])
    await log.locator('.block').getByText("filePath: 'https://gw.alipayobjects.com").waitFor()
    const callbacks = log.locator('.callbacks code')
    await expect.poll(() => callbacks.allTextContents()).toEqual(['complete', 'promise resolved'])
    await log
      .getByText(/^{ success: true }$/)
      .first()
      .waitFor()
  })

  fullTest('C9, C10: shows the reason of a failure, both codes, and what to do', async () => {
    const { calls, log, tap, dialog } = await openPhone({ link: 'sample=problems&permission=granted' })
    await tap('noFilePath')
    await calls(SAVE).getByText('failed 2').waitFor()
    await dialog.getByRole('button').click()
    await calls(SAVE).click()
    for (const text of ['no-file-path', 'What to do', 'Pass filePath']) await log.getByText(text).first().waitFor()
    await expect.poll(() => log.getByRole('definition').allTextContents()).toEqual(['no-file-path', '2', '2'])
    await log.getByRole('button', { name: 'Clear' }).click()
    await log.getByText('No calls yet').waitFor()
  })
})

const files = {
  'page.js': "Page({ tall() { console.log('tall\\n'.repeat(60)) }, last() { throw new Error('the last row') } })",
}

fullTest('the list scrolls to the end after rows taller than itself, unless the user scrolled up', async () => {
  const { tap, log, page } = await openPhone({ target: project(files).root })
  const rows = log.locator('.row')
  for (const count of [1, 2]) {
    await tap('tall')
    await expect.poll(() => rows.count()).toBe(count)
  }
  await tap('last')
  const error = log.locator('.row-error')
  await expect.poll(() => isInView(error, log.locator('.log'))).toBe(true)
  await log.locator('.log').hover()
  await page.mouse.wheel(0, -400)
  await expect.poll(() => isInView(error, log.locator('.log'))).toBe(false)
  await tap('last')
  await expect.poll(() => rows.count()).toBe(4)
  expect(await isInView(rows.last(), log.locator('.log'))).toBe(false)
  await log.locator('.log').hover()
  await page.mouse.wheel(0, 9000)
  await expect.poll(() => isInView(rows.last(), log.locator('.log'))).toBe(true)
  await tap('last')
  await expect.poll(() => rows.count()).toBe(5)
  await expect.poll(() => isInView(rows.last(), log.locator('.log'))).toBe(true)
})

fullTest('the list is scrolled to its end when it is shown on a small screen', async () => {
  const { tap, log, page } = await openPhone({
    target: project(files).root,
    context: { viewport: { width: 360, height: 640 } },
  })
  await tap('tall')
  await tap('last')
  await page.getByRole('button', { name: /^Log/ }).click()
  await log.locator('.row-error').waitFor()
  await expect.poll(() => isInView(log.locator('.row-error'), log.locator('.log'))).toBe(true)
})

/** Whether the end of a row is visible in a list. */
async function isInView(row: Locator, list: Locator): Promise<boolean> {
  const [inner, outer] = await Promise.all([row.boundingBox(), list.boundingBox()])
  return (
    inner !== null && outer !== null && inner.y >= outer.y - 1 && inner.y + inner.height <= outer.y + outer.height + 1
  )
}

/** Runs a test file in this process, with the published package. A separate runner would take many times longer. */
async function runCopied(code: string): Promise<void> {
  const bodies: (() => Promise<void>)[] = []
  const modules = {
    'photosalbum/testing': createRequire(import.meta.url)('photosalbum/testing'),
    vitest: { expect, test: (_title: string, body: () => Promise<void>) => bodies.push(body), vi },
  }
  const script = code.replaceAll(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = modules[$2]')
  new Function('modules', `'use strict'; ${script}`)(modules)
  expect(bodies).toHaveLength(1)
  for (const body of bodies) await body()
}

describe('copy as a test', () => {
  test('copies tests that run and pass with photosalbum/testing', async () => {
    const tests: string[] = []
    const own = `const save = (filePath) => my.saveImageToPhotosAlbum({ filePath }).catch(() => {})
      Page({
        async fileInFolder() {
          const files = my.getFileSystemManager()
          const { apFilePath } = await my.downloadFile({ url: 'https://pictures.example/a.png' })
          await files.mkdir({ dirPath: 'https://usr/posters/today', recursive: true })
          const { data } = await files.readFile({ filePath: apFilePath })
          await files.writeFile({ filePath: 'https://usr/posters/today/a.png', data })
          await save('https://usr/posters/today/a.png')
        },
        oddAddress: () => save("https://pictures.example/a.png?b=it's $& $1"),
        noAddress: () => save('https://'),
      })`
    const { page, log, calls, tap } = await openPhone({
      link: 'sample=poster',
      target: join(project({ 'page.js': own }).root, 'page.js'),
    })
    const collect = async (link: string, method?: string, nth = 0) => {
      await page.evaluate(
        (hash) =>
          new Promise<void>((resolve) => {
            addEventListener('hashchange', () => resolve(), { once: true })
            const before = location.href
            location.hash = hash
            if (location.href === before) resolve()
          }),
        link.includes('permission') ? link : `${link}&permission=granted`,
      )
      if (method !== undefined) await tap(method)
      const row = calls(SAVE).nth(nth)
      await row
        .getByText(/^(succeeded|failed|success not called)/)
        .first()
        .waitFor()
      await row.click({ position: { x: 60, y: 12 } })
      await shownDuring(row.getByRole('button', { name: 'Test copied' }), () =>
        row.getByRole('button', { name: 'Copy as test' }).click(),
      )
      tests.push(await page.evaluate(() => navigator.clipboard.readText()))
      await log.getByRole('button', { name: 'Clear' }).click()
    }
    const copied: readonly (readonly [link: string, method?: string, nth?: number])[] = [
      ['sample=network'],
      ['permission=denied&sample=network&platform=Android'],
      ['sample=network&network=offline'],
      ['sample=base64', 'save'],
      ['sample=base64&freeStorage=0', 'save'],
      ['sample=user-file&clientVersion=10.2.69', 'save'],
      ['sample=problems', 'notAnImage'],
      ['sample=defect&defect=1', 'saveAllAtOnce', 1],
      ['sample=project', 'fileInFolder'],
      ['sample=project', 'oddAddress'],
      ['sample=project', 'noAddress'],
    ]
    for (const call of sample(2, copied)) await collect(...call)

    for (const code of tests) await runCopied(code)
  })
})

fullTest('reports a browser that does not allow copying', async () => {
  const { page } = await openPhone()
  await page.evaluate(() => {
    Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('not allowed')) })
  })
  await shownDuring(page.getByRole('button', { name: 'Copy failed' }), () =>
    page.getByRole('button', { name: 'Copy link' }).click(),
  )
})
