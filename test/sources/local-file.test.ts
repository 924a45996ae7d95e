import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { localFile } from 'photosalbum/node'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bytesOf, failure, never, opened } from './helpers.ts'

let folder: string
let path: string
const content = Buffer.alloc(700_000, 'photo album ')

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'os-file-')))
  path = join(folder, 'poster 海.png')
  writeFileSync(path, content)
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Files of the test's folder that this process has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = realpathSync(join('/proc/self/fd', descriptor))
      return target.startsWith(folder) ? [target] : []
    } catch {
      return []
    }
  })
}

it('gives the bytes, the size, the name, and the path for a clone', async () => {
  const { size, name, file } = await opened(localFile(path))
  expect({ size, name, file }).toEqual({ size: 700_000, name: 'poster 海.png', file: path })
  expect((await bytesOf(localFile(path))).equals(content)).toBe(true)
  expect((await opened(localFile(relative('.', path)))).file).toBe(path)
})

it('takes a file: URL, also as text', async () => {
  for (const url of [pathToFileURL(path), pathToFileURL(path).href]) {
    const { name, file, close } = await opened(localFile(url))
    await close?.()
    expect({ name, file }).toEqual({ name: 'poster 海.png', file: path })
  }
  expect((await bytesOf(localFile(pathToFileURL(path)))).equals(content)).toBe(true)
  expect(openFiles()).toEqual([])
})

it.each<[unknown, RegExp]>([
  [undefined, /^undefined is not the path of a file\. Pass localFile\('pics\/a\.png'\)\.$/],
  [new URL('https://a.b/c.png'), /^"https:\/\/a\.b\/c\.png" is not/],
  ['', /^"" is not/],
  [5, /^5 is not/],
])('%s is not a path', async (given, message) => {
  const failed = await failure(() => localFile(given as string).open(never))
  expect(failed).toEqual({ reason: 'unsupported-path', message: expect.stringMatching(message) })
  expect(openFiles()).toEqual([])
})

it('reads at any place, and to the end in between', async () => {
  const it = await opened(localFile(path))
  expect(Buffer.from(await it.access!.read(699_990, 100))).toEqual(content.subarray(699_990))
  expect((await bytesOf(it)).equals(content)).toBe(true)
})

it('reads an empty file', async () => {
  writeFileSync(path, '')
  expect((await bytesOf(localFile(path))).length).toBe(0)
})

it('follows symbolic links', async () => {
  symlinkSync(path, join(folder, 'link'))
  expect((await bytesOf(localFile(join(folder, 'link')))).equals(content)).toBe(true)
})

it.runIf(process.platform === 'linux')('leaves no file open, whether it was read, closed or cancelled', async () => {
  await bytesOf(localFile(path))
  expect(openFiles()).toEqual([])
  const closed = await opened(localFile(path))
  expect(openFiles()).toEqual([path])
  await closed.close?.()
  expect(openFiles()).toEqual([])
  expect((await bytesOf(closed)).equals(content)).toBe(true)

  const unread = await opened(localFile(path))
  await unread.bytes.cancel()
  expect(openFiles()).toEqual([])

  const reader = (await opened(localFile(path))).bytes.getReader()
  await reader.read()
  await new Promise((resolve) => setImmediate(resolve))
  const pending = reader.read()
  await reader.cancel()
  await pending
  await expect.poll(openFiles).toEqual([])
})

it('refuses at once what is not a file, and says what it is', async () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const socket = createServer().listen(join(folder, 'socket'))
  const cases: [string, RegExp][] = [
    [folder, /is a folder, not a file/],
    [pipe, /is a pipe, not a file/],
    [join(folder, 'socket'), /is a socket or a device, not a file/],
    ['/dev/zero', /is a device, not a file/],
    ['/dev/null', /is a device, not a file/],
    [`${path}\0.png`, /NUL character/],
    [join(folder, 'x'.repeat(300)), /longer name/],
  ]
  for (const [at, text] of cases) {
    expect(await failure(() => localFile(at).open(never))).toEqual({
      reason: 'unsupported-path',
      message: expect.stringMatching(text),
    })
  }
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  expect((await failure(() => localFile(join(folder, 'loop')).open(never))).message).toMatch(/symbolic link/)
  expect(openFiles()).toEqual([])
  socket.close()
})

it('suggests a similar name if a file is missing', async () => {
  const missing = async (...parts: string[]) => await failure(() => localFile(join(folder, ...parts)).open(never))
  expect(await missing('poster 海.jpg')).toEqual({
    reason: 'not-found',
    message: expect.stringContaining(`did you mean "poster 海.png" in ${folder}?`),
  })
  writeFileSync(join(folder, 'holiday.jpg'), 'x')
  for (const typo of ['Holiday.JPG', 'holday.jpg', 'holidayy.jpg', 'hoilday.jpg', 'holiday.jpeg']) {
    expect((await missing(typo)).message).toContain('did you mean "holiday.jpg"')
  }
  // Of several that are alike, the one that is most.
  for (const name of ['tree.avif', 'tree.gif', 'tree.jpeg', 'tree.png', 'trek.png'])
    writeFileSync(join(folder, name), 'x')
  for (const [typo, meant] of [
    ['tree.jpg', 'tree.jpeg'],
    ['Tree.png', 'tree.png'],
    ['tree.PNG', 'tree.png'],
    ['tre.gif', 'tree.gif'],
  ] as const)
    expect((await missing(typo)).message).toContain(`did you mean "${meant}" in ${folder}?`)
  expect((await missing('something else')).message).toContain(`there is no such file in ${folder}.`)
  expect((await missing('a', 'b', 'c.png')).message).toContain(`there is no folder "a" in ${folder}.`)
  expect((await missing('holiday.jpg', 'c.png')).message).toContain('is a file, not a folder')
})

it.each([
  ['~/a.png', /^There is no "~\/a\.png", which only a shell expands to your home folder\. Pass "\/.*a\.png"\.$/],
  ['https://example.com/a.png?token=secret', /^The path is a URL\. Pass network\(url\)\.$/],
  ['file:/tmp/a%20b.png', /^The path is a URL\. Pass "\/tmp\/a b\.png"\.$/],
])('a path that only a shell or a browser understands is reported as such: %s', async (path, message) => {
  expect(await failure(() => localFile(path).open(never))).toEqual({
    reason: 'not-found',
    message: expect.stringMatching(message),
  })
})

it('C7: a file that may not be read is not an error of the album', async () => {
  chmodSync(path, 0)
  chmodSync(folder, 0o755)
  const script = `
    import { localFile } from 'photosalbum/node'
    try { await localFile(process.argv.at(-1)).open() } catch (error) { console.log(error.reason, error.message) }`
  const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env']
  const [command = '', ...rest] = [...asNobody, process.execPath, '--input-type=module', '-e', script, path]
  const text = execFileSync(command, rest, { encoding: 'utf8' })
  expect(text).toMatch(/^unsupported-path ".*" may not be read by this user\./)
})

it.each<[string, (path: string) => void, RegExp]>([
  ['grows', (at) => appendFileSync(at, 'more'), /it had 700000 bytes and now has 700004/],
  ['shrinks', (at) => truncateSync(at, 300_000), /it had 700000 bytes and now has 300000/],
  ['is written to', (at) => utimesSync(at, new Date(1), new Date(1)), /somebody wrote to it/],
])('a file that %s while it is read fails', async (_how, change, text) => {
  const reader = (await opened(localFile(path))).bytes.getReader()
  await reader.read()
  change(path)
  const readOn = async () => {
    while (!(await reader.read()).done);
  }
  expect(await failure(readOn)).toEqual({ reason: 'unknown', message: expect.stringMatching(text) })
  expect(openFiles()).toEqual([])
})

it('a file that is replaced between its identification and its reading fails', async () => {
  const it = await opened(localFile(path))
  await it.close?.()
  const other = join(folder, 'other')
  writeFileSync(other, content)
  renameSync(other, path)
  expect((await failure(() => bytesOf(it))).message).toMatch(/changed while it was being read/)
})

it('a file that is removed between its identification and its reading fails', async () => {
  const it = await opened(localFile(path))
  await it.close?.()
  rmSync(path)
  mkdirSync(join(folder, 'sub'))
  expect((await failure(() => bytesOf(it))).reason).toBe('not-found')
  writeFileSync(path, readFileSync('/dev/null'))
})
