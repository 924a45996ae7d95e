import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { globSync } from 'tinyglobby'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../my/app.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { ask, enter } from './ask.ts'

const main = fileURLToPath(new URL('../../dist/cli/start.cjs', import.meta.url))

/** `photosalbum simulate …` for a user with an empty home folder. Ends after the test. */
async function simulate(...args: string[]) {
  return await simulateIn(temporaryFolder(), ...args)
}

async function simulateIn(home: string, ...args: string[]) {
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), LOCALAPPDATA: home }
  const child: ChildProcess = spawn(process.execPath, [main, 'simulate', '--no-open', ...args], { env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const notes: string[] = []
  child.stderr?.on('data', (text) => notes.push(String(text)))
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return { url, child, notes }
}

async function readProject(url: string) {
  const headers = { cookie: await enter(url) }
  return JSON.parse((await ask(`${new URL(url).origin}/project.json`, { headers })).body)
}

async function takePort(port = 0): Promise<number> {
  const taken = createServer()
  // Another process may already use it, which has the same effect.
  await new Promise<void>((resolve) => taken.once('error', () => resolve()).listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  return (taken.address() as AddressInfo | null)?.port ?? port
}

const refused = (...args: string[]) => {
  const run = promisify(execFile)(process.execPath, [main, 'simulate', '--no-open', ...args])
  onTestFinished(() => void run.child.kill('SIGKILL'))
  return run.then(
    () => Promise.reject(new Error('It started.')),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )
}

test('prints its name, its address and how to stop it, serves the page, and ends on Ctrl-C', async () => {
  const page = join(temporaryFolder(), 'page.js')
  writeFileSync(page, 'Page({})')
  const { url, child, notes } = await simulate(page, '--port', '0')
  expect(notes.join('')).toMatch(/simulated phone .* Ctrl-C stops it/)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]{32}$/)
  const { origin } = new URL(url)
  const headers = { cookie: await enter(url) }
  expect((await ask(`${origin}/`, { headers })).body).toContain('<div id="root">')
  expect(await readProject(url)).toMatchObject({ pages: ['page.js'] })
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('opens the example shop without arguments', async () => {
  const { url } = await simulate('--port', '0')
  const { config, pages } = await readProject(url)
  expect(config.window.defaultTitle).toBe('春山茶铺')
  expect(pages).toContain('pages/poster/poster.js')
})

test('uses the next free port if the given one is in use, and says so', async () => {
  const port = await takePort()
  const { url, notes } = await simulate('--port', String(port))
  expect(Number(new URL(url).port)).toBeGreaterThan(port)
  expect(notes.join('')).toContain(`Port ${port} is taken`)
})

fullTest('prints one line if no port is free', async () => {
  await takePort(65_535)
  const { code, stderr } = await refused('--port', '65535')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^photosalbum: No port from 65535 to 65535 is free\. Choose another one\..*\n$/)
})

fullTest('reports that app.json is not JSON, and starts nevertheless, so that it can be fixed', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'app.json'), '{ "pages": ["page" }')
  writeFileSync(join(folder, 'page.js'), 'Page({})')
  const { notes } = await simulate(folder, '--port', '0')
  await expect
    .poll(() => notes.join('').split('\n'))
    .toContainEqual(expect.stringMatching(/^app\.json: This is not valid JSON: ./))
})

test('prints one line, and no address, for an empty folder', async () => {
  const { code, stderr } = await refused(temporaryFolder())
  expect(code).toBe(2)
  expect(stderr).toMatch(/^.*There is no page in .+\n$/)
})

test.each(
  sample(1, [
    ['a page that does not exist', ['no-such-page.js'], 2, 'no-such-page.js'],
    ['a file that is not a script', [fileURLToPath(new URL('../../README.md', import.meta.url))], 2, 'is not a script'],
    ['two pages', ['a.js', 'b.js'], 2, 'This command takes one argument'],
    [
      'an address that this computer does not have',
      ['--host', '203.0.113.9'],
      2,
      'no address 203.0.113.9 in a network',
    ],
    ['loopback as the address for phones', ['--host', '127.0.0.1'], 2, 'no address 127.0.0.1 in a network'],
    ['a page after --host', ['--host', 'page.js'], 2, '--host takes an IPv4 address of this computer'],
    [
      'an address that this computer does not have, in Chinese',
      ['--host', '203.0.113.9', '--lang', 'zh'],
      2,
      '本机没有局域网地址 203.0.113.9',
    ],
    ['an invalid port', ['--port', '65536'], 2, '--port takes a number'],
  ]),
)('prints one line, and no address, for %s', async (_name, args, code, text) => {
  const failed = await refused(...args)
  expect(failed.code).toBe(code)
  expect(failed.stderr).toContain(text)
  expect(failed.stderr.trim().split('\n')).toHaveLength(1)
})

test('an admitted browser is still admitted after a restart, and only the user can read the stored session', async () => {
  const home = temporaryFolder()
  const first = await simulateIn(home, '--port', '0')
  const cookie = await enter(first.url)
  first.child.kill('SIGINT')
  await once(first.child, 'exit')
  const second = await simulateIn(home, '--port', new URL(first.url).port)
  expect(second.url).not.toBe(first.url)
  expect(await ask(`${new URL(second.url).origin}/`, { headers: { cookie } })).toMatchObject({ status: 200 })
  const file = globSync('**/simulator-session', { cwd: home, absolute: true, dot: true })
  expect(file).toHaveLength(1)
  if (process.platform !== 'win32') expect(statSync(file[0]!).mode & 0o777).toBe(0o600)
})
