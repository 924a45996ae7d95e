import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../my/app.ts'
import { ask } from './ask.ts'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** `photosalbum simulate …`, until the test is over. */
async function simulate(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [main, 'simulate', '--no-open', ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  const notes: string[] = []
  child.stderr?.on('data', (text) => notes.push(String(text)))
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return { url, child, notes }
}

async function takePort(port = 0): Promise<number> {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  return (taken.address() as AddressInfo).port
}

const refused = (...args: string[]) =>
  promisify(execFile)(process.execPath, [main, 'simulate', '--no-open', ...args]).then(
    () => Promise.reject(new Error('It started.')),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )

test('prints its address, serves the phone and the page that was given, and ends on Ctrl-C', async () => {
  const page = join(temporaryFolder(), 'page.js')
  writeFileSync(page, 'Page({})')
  const { url, child } = await simulate(page, '--port', '0')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect((await ask(url)).body).toContain('<div id="root">')
  expect(JSON.parse((await ask(`${url}project.json`)).body)).toMatchObject({ pages: ['page.js'] })
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('takes the next port when the one that was asked for is taken, and says so', async () => {
  const port = await takePort()
  const { url, notes } = await simulate('--port', String(port))
  expect(Number(new URL(url).port)).toBeGreaterThan(port)
  expect(notes.join('')).toContain(`Port ${port} is taken`)
})

test('says in one line that there is no next port either', async () => {
  await takePort(65_535)
  const { code, stderr } = await refused('--port', '65535')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^photosalbum: No port from 65535 to 65535 is free\. Choose another one\..*\n$/)
})

test('says that app.json is not JSON, and starts, so that it can be mended', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'app.json'), '{\n  "pages": ["page",]\n}\n')
  writeFileSync(join(folder, 'page.js'), 'Page({})')
  const { notes } = await simulate(folder, '--port', '0')
  await expect.poll(() => notes.join('')).toMatch(/^app\.json is not JSON: .+\n$/)
})

test('one line, and no address, for a folder with nothing in it', async () => {
  const { code, stderr } = await refused(temporaryFolder())
  expect(code).toBe(2)
  expect(stderr).toMatch(/^.*There is no page in .+\n$/)
})

test.each([
  ['a page that is not there', ['no-such-page.js'], 2, 'no-such-page.js'],
  ['a file that is no script', [fileURLToPath(import.meta.url)], 2, 'not a .js file'],
  ['two pages', ['a.js', 'b.js'], 2, 'One page or folder'],
  ['a port that is none', ['--port', '65536'], 2, '--port takes a number'],
])('one line, and no address, for %s', async (_name, args, code, text) => {
  const failed = await refused(...args)
  expect(failed.code).toBe(code)
  expect(failed.stderr).toContain(text)
  expect(failed.stderr.trim().split('\n')).toHaveLength(1)
})
