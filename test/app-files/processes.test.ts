import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createMy, memory } from 'photosalbum/node'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ownedName } from '../../src/node/owner.ts'
import { needs } from '../node/fault.ts'
import { livingProcess } from '../node/living-process.ts'
import { count } from '../setup/counts.ts'
import { temporaryFolder } from './temporary-folder.ts'

const script = fileURLToPath(new URL('app-process.mjs', import.meta.url))

function start(what: string, dataDir: string, url = '', prefix: string[] = []) {
  const [command = '', ...rest] = [...prefix, process.execPath, script, what, dataDir, url]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, said: async () => JSON.parse((await lines.next()).value) }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** A server that starts a response and then stalls. */
async function slowServer(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => {
    response.write(Buffer.alloc(100_000, 'x'))
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a` }
}

/** The folder of an app without an `appId`. */
const inApp = (dataDir: string, ...path: string[]) => join(dataDir, 'app', ...path)

/** The temporary files that remain after an app ran and did nothing. */
async function leftAfterNextRun(dataDir: string): Promise<string[]> {
  await createMy({ dataDir, album: memory() }).dispose()
  return readdirSync(inApp(dataDir, 'temp'))
}

test('C42: a process killed while writing leaves either the old content or the new one, and nothing else', async () => {
  const dataDir = temporaryFolder()
  for (let round = 0; round < count(2, 10); round++) {
    const { child, said } = start('write', dataDir)
    expect(await said()).toBe('writing')
    // At a random moment, which is the point of the test.
    await wait(Math.random() * 40)
    await kill(child)
    const text = readFileSync(inApp(dataDir, 'user', 'a.txt'), 'latin1')
    expect([3_000_000, 4_000_000]).toContain(text.length)
    expect(text === text.charAt(0).repeat(text.length)).toBe(true)
  }
  expect(readdirSync(inApp(dataDir, 'user'))).toEqual(['a.txt'])
  expect(readdirSync(inApp(dataDir, 'temp'))).toHaveLength(1)
  expect(await leftAfterNextRun(dataDir)).toEqual([])
})

test('C59: a process killed while storing values has stored each value that it reported', async () => {
  const dataDir = temporaryFolder()
  for (let round = 0; round < count(2, 10); round++) {
    const { child, said } = start('store', dataDir)
    await said()
    // At a random moment, which is the point of the test.
    await wait(Math.random() * 40)
    await kill(child)
    let last = 0
    for (let next: number | undefined = 0; next !== undefined; next = await said().catch(() => undefined)) last = next
    const my = createMy({ dataDir, album: memory() })
    const { data } = my.getStorageSync({ key: `k${last % 200}` })
    expect(Number.parseInt(String(data), 10)).toBe(last)
    my.clearStorageSync()
    await my.dispose()
  }
})

test('C42: nothing is lost when two processes append to the same file', async (context) => {
  needs(context, 'strace')
  const dataDir = temporaryFolder()
  const my = createMy({ dataDir, album: memory() })
  onTestFinished(() => my.dispose())
  const fs = my.getFileSystemManager()
  fs.writeFileSync('https://usr/a.txt', '')
  const slow = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=rename', '-e', 'inject=rename:delay_enter=1s']
  const { said } = start('append', dataDir, '', slow)
  const grown = () =>
    readdirSync(inApp(dataDir, 'temp'), { recursive: true }).some((path) => String(path).endsWith('.part'))
  let hasEnded = false
  const first = said().finally(() => {
    hasEnded = true
  })
  // On a busy machine the process may end before it is observed.
  await expect.poll(() => grown() || hasEnded, { interval: 10 }).toBe(true)
  expect(fs.appendFileSync('https://usr/a.txt', 'two')).toMatchObject({ success: true })
  expect(await first).toMatchObject({ success: true })
  expect(readFileSync(inApp(dataDir, 'user', 'a.txt'), 'latin1')).toBe('onetwo')
})

test('C42: a process killed while appending does not block others', async () => {
  const dataDir = temporaryFolder()
  const my = createMy({ dataDir, album: memory() })
  onTestFinished(() => my.dispose())
  const fs = my.getFileSystemManager()
  fs.writeFileSync('https://usr/a.txt', '')
  const gone = spawn('true')
  await once(gone, 'exit')
  const [place] = ownedName().split('-')
  writeFileSync(inApp(dataDir, 'lock'), `${place}-${gone.pid}-1-1`)
  expect(fs.appendFileSync('https://usr/a.txt', 'a')).toMatchObject({ success: true })
  expect(existsSync(inApp(dataDir, 'lock'))).toBe(false)
})

test('C42: the lock of a running process, even a suspended one, is never broken', async () => {
  const dataDir = temporaryFolder()
  const my = createMy({ dataDir, album: memory() })
  onTestFinished(() => my.dispose())
  const fs = my.getFileSystemManager()
  fs.writeFileSync('https://usr/a.txt', 'old')
  const { child, name } = await livingProcess()
  child.kill('SIGSTOP')
  const lock = inApp(dataDir, 'lock')
  writeFileSync(lock, name)
  const hourAgo = Date.now() / 1000 - 3600
  utimesSync(lock, hourAgo, hourAgo)
  // The clock of the waiting process is accelerated.
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 10_000))
  onTestFinished(() => void vi.restoreAllMocks())
  expect(() => fs.appendFileSync('https://usr/a.txt', 'new')).toThrow(
    expect.objectContaining({ errorMessage: expect.stringContaining('does not respond') }),
  )
  expect(existsSync(lock)).toBe(true)
  unlinkSync(lock)
  expect(readFileSync(inApp(dataDir, 'user', 'a.txt'), 'latin1')).toBe('old')
})

test('C40: a process killed while downloading leaves no file under the name, and the rest is removed later', async () => {
  const dataDir = temporaryFolder()
  const { url } = await slowServer(() => {})
  const { child } = start('download', dataDir, url)
  const temp = inApp(dataDir, 'temp')
  const grown = () =>
    existsSync(temp) &&
    readdirSync(temp, { recursive: true }).filter((path) => statSync(join(temp, String(path))).size === 100_000).length
  await expect.poll(grown, { interval: 10 }).toBe(2)
  await kill(child)
  expect(existsSync(inApp(dataDir, 'user', 'a.png'))).toBe(false)
  expect(await leftAfterNextRun(dataDir)).toEqual([])
})

test('C21: two processes of one app do not affect each other, and the next run removes what a killed one left', async () => {
  const dataDir = temporaryFolder()
  const { url } = await slowServer((response) => response.end())
  const one = start('temporary', dataDir, url)
  const other = start('temporary', dataDir, url)
  const paths: string[] = await Promise.all([one.said(), other.said()])
  const files = () =>
    readdirSync(inApp(dataDir, 'temp'), { recursive: true }).filter((path) => String(path).endsWith('.other'))
  expect(files()).toHaveLength(2)

  const third = createMy({ dataDir, album: memory() })
  onTestFinished(() => third.dispose())
  third.getFileSystemManager().writeFileSync('https://usr/a.txt', 'a')
  for (const path of paths) {
    expect(() => third.getFileSystemManager().accessSync(path)).toThrow(expect.objectContaining({ error: 10022 }))
  }
  await third.dispose()
  expect(files()).toHaveLength(2)
  await kill(one.child)
  await leftAfterNextRun(dataDir)
  expect(files()).toHaveLength(1)
  await kill(other.child)
  expect(await leftAfterNextRun(dataDir)).toEqual([])
})

test('C21: the temporary files of a running process stay, however old they are', async () => {
  const dataDir = temporaryFolder()
  const { url } = await slowServer((response) => response.end())
  const { said } = start('temporary', dataDir, url)
  await said()
  const temp = inApp(dataDir, 'temp')
  const [run = ''] = readdirSync(temp)
  utimesSync(join(temp, run), 0, 0)
  expect(await leftAfterNextRun(dataDir)).toEqual([run])
})

test('a file that cannot be removed does not prevent the removal of others', async () => {
  const dataDir = temporaryFolder()
  const temp = inApp(dataDir, 'temp')
  for (const run of ['a-1-1-1', 'b-1-1-1']) {
    mkdirSync(join(temp, run), { recursive: true })
    // An entry that the app cannot have created, so its folder is kept.
    if (run.startsWith('a')) symlinkSync(temporaryFolder(), join(temp, run, 'link'))
    utimesSync(join(temp, run), 0, 0)
  }
  expect(await leftAfterNextRun(dataDir)).toEqual(['a-1-1-1'])
})

test("C31: a process killed while storing the user's answer leaves nothing", async (context) => {
  needs(context, 'strace')
  const dataDir = temporaryFolder()
  const settings = inApp(dataDir, 'settings')
  // The photo is the first file that gets its name.
  const second = ['-e', 'trace=rename', '-e', 'inject=rename:signal=SIGKILL:when=2']
  const { child } = start('answer', dataDir, '', ['strace', '-f', '-qq', '-o', '/dev/null', ...second])
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  expect(await leftAfterNextRun(dataDir)).toEqual([])
  expect(readdirSync(settings)).toEqual([])
})

const asNobody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ([] as string[])

test('C25: files that the system protects are 10024 and 17, never the missing permission of the album', async () => {
  const dataDir = temporaryFolder()
  const my = createMy({ dataDir, album: memory() })
  my.getFileSystemManager().writeFileSync('https://usr/a.txt', 'a')
  for (const folder of [dataDir, inApp(dataDir), inApp(dataDir, 'user')]) chmodSync(folder, 0o555)
  chmodSync(inApp(dataDir, 'user', 'a.txt'), 0)
  const { said } = start('readAndWrite', dataDir, '', asNobody)
  expect(await said()).toMatchObject([{ error: 10024 }, { error: 10024 }, { error: 17 }])
  chmodSync(dataDir, 0o755)
})

test.runIf(process.getuid?.() === 0)('C42: a full disk is 3, keeps the old content and leaves nothing', async () => {
  const dataDir = temporaryFolder()
  const inSmallDisk = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"', dataDir]
  const { said } = start('fill', dataDir, '', inSmallDisk)
  expect(await said()).toEqual({ success: true })
  const full = {
    error: 3,
    errorMessage: expect.stringMatching(/, stored in .+: no space is left on the device/) as string,
  }
  expect([await said(), await said()]).toEqual([full, full])
  expect([await said(), await said()]).toEqual([{ data: 'old', dataType: 'string' }, { files: ['a.txt'] }])
})
