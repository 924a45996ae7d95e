import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../my/app.ts'

const program = fileURLToPath(new URL('short-of-files.mjs', import.meta.url))

async function results(before: 'short' | 'well'): Promise<string[]> {
  const run = ['-c', 'ulimit -n 256; exec "$@"', 'sh', process.execPath, program, before, temporaryFolder()]
  const { stdout } = await promisify(execFile)('sh', run)
  return JSON.parse(stdout).map((result: string) => result.replaceAll(/:\d+/g, ''))
}

test('a save that failed because no file could be opened works once one can', async (context) => {
  if (process.platform === 'win32') context.skip('limits how many files a process may open')
  const expected = await results('well')
  expect(expected.filter((result) => result.includes('"success":true')).length).toBeGreaterThan(8)
  expect(await results('short')).toEqual(expected)
})
