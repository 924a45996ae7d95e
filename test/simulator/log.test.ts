import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../my/app.ts'
import { closeBrowser, openPhone, SAVE } from './open-phone.ts'

afterAll(closeBrowser)

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('a row of the log', () => {
  test('C3, C17: tells the time line, the arguments, and the callbacks in their order', async () => {
    const { calls, log } = await openPhone({ link: 'sample=network&permission=granted' })
    await calls(SAVE).getByText('succeeded').waitFor()
    await calls(SAVE).click()
    const stages = log.getByRole('list', { name: 'Time line' }).locator('.stage-name')
    expect(await stages.allTextContents()).toEqual(['called', 'opened', 'recognised', 'fetched', 'stored'])
    await log.locator('.block').getByText("filePath: 'https://gw.alipayobjects.com").waitFor()
    const callbacks = log.locator('.callbacks code')
    await expect.poll(() => callbacks.allTextContents()).toEqual(['complete', 'promise resolved'])
    await log
      .getByText(/^{ success: true }$/)
      .first()
      .waitFor()
  })

  test('C9, C10: tells of a failure why, both codes, and what to do', async () => {
    const { calls, log, tap, dialog } = await openPhone({ link: 'sample=problems&permission=granted' })
    await tap('noFilePath')
    await calls(SAVE).getByText('failed 2').waitFor()
    await dialog.getByRole('button').click()
    await calls(SAVE).click()
    for (const text of ['no-file-path', 'What to do', 'Pass filePath']) await log.getByText(text).first().waitFor()
    expect(await log.getByRole('definition').allTextContents()).toEqual(['no-file-path', '2', '2'])
    await log.getByRole('button', { name: 'Clear' }).click()
    await log.getByText('Nothing was called yet').waitFor()
  })
})

describe('copy as a test', () => {
  test('gives tests that run and pass with photosalbum/testing', async () => {
    const tests: string[] = []
    const { page, log, calls, tap } = await openPhone({ link: 'sample=poster' })
    const collect = async (link: string, method?: string, nth = 0) => {
      await page.evaluate(
        (hash) => {
          location.hash = hash
        },
        `${link}&permission=${link.includes('permission') ? '' : 'granted'}`,
      )
      if (method !== undefined) await tap(method)
      const row = calls(SAVE).nth(nth)
      await row
        .getByText(/^(succeeded|failed|success lost)/)
        .first()
        .waitFor()
      await row.click({ position: { x: 60, y: 12 } })
      await row.getByRole('button', { name: 'Copy as test' }).click()
      await row.getByRole('button', { name: 'Test copied' }).waitFor()
      tests.push(await page.evaluate(() => navigator.clipboard.readText()))
      await log.getByRole('button', { name: 'Clear' }).click()
    }
    await collect('sample=network')
    await collect('permission=denied&sample=network&platform=Android')
    await collect('sample=network&network=offline')
    await collect('sample=base64', 'save')
    await collect('sample=base64&freeStorage=0', 'save')
    await collect('sample=user-file&clientVersion=10.2.69', 'save')
    await collect('sample=problems', 'notAnImage')
    await collect('sample=defect&defect=1', 'saveAllAtOnce', 1)

    const folder = temporaryFolder()
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules/photosalbum'))
    symlinkSync(join(root, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    for (const [index, code] of tests.entries()) writeFileSync(join(folder, `copied-${index}.test.js`), code)
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [vitest, 'run', '--root', folder, '--reporter', 'json'],
      {
        cwd: folder,
        env: { PATH: process.env.PATH },
      },
    ).catch((failed: { stdout: string }) => failed)
    const report = JSON.parse(stdout.slice(stdout.indexOf('{')))
    const failures = report.testResults.flatMap(
      ({
        assertionResults,
        message,
      }: {
        assertionResults: { status: string; failureMessages: string[] }[]
        message: string
      }) =>
        assertionResults.length === 0
          ? [message]
          : assertionResults.filter(({ status }) => status !== 'passed').map(({ failureMessages }) => failureMessages),
    )
    expect(failures).toEqual([])
    expect(report.numPassedTests).toBe(tests.length)
  })
})
