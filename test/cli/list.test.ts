import { execFileSync } from 'node:child_process'
import { constants } from 'node:fs'
import { open, readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { startServer } from '../fixtures/https-server.ts'
import { livingProcess } from '../node/living-process.ts'
import { count, fullTest, sample } from '../setup/counts.ts'
import { computer, linesOf, main } from './command.ts'
import { gif, jpeg, png } from './pictures.ts'

const server = async (answer: Parameters<typeof startServer>[0]) => {
  const started = await startServer(answer, { as: 'http' })
  onTestFinished(() => started.close())
  return started.origin
}

it('--from: saves what a file lists, and prints a line as each image ends', async () => {
  const origin = await server((request, response) => response.end(request.url?.includes('gif') ? gif : png))
  const { path, write, list, photosalbum } = await computer()
  const lines = [
    '# a comment',
    '',
    `${origin}/a.png`,
    `{"input":"${origin}/x","name":"b.gif"}`,
    '  here.jpg',
    'here.jpg',
  ]
  await write({ 'list.txt': `\ufeff${lines.join('\r\n')}`, 'here.jpg': jpeg })
  const { code, out, err } = await photosalbum(['save', '--from', 'list.txt', '-a', 'photos', '--json'])
  expect(code).toBe(0)
  expect(err).toBe('photosalbum: 4 photos saved.\n')
  expect(await list('photos')).toEqual(['a.png', 'b.png', 'here (2).jpg', 'here.jpg'])
  const results = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(results.map(({ input }) => input).sort()).toEqual(
    ['here.jpg', 'here.jpg', `${origin}/a.png`, `${origin}/x`].sort(),
  )
  expect(results.every(({ outcome, location }) => outcome === 'stored' && location.startsWith(path('photos')))).toBe(
    true,
  )
})

it('--from -: reads standard input, and sums up what failed by reason', async () => {
  const origin = await server((request, response) => {
    if (!request.url?.startsWith('/ok')) response.statusCode = 404
    response.end(png)
  })
  const { list, photosalbum } = await computer()
  const lines = [
    ...Array.from({ length: 5 }, (_, index) => `${origin}/no${index}`),
    `${origin}/ok.png`,
    '{"name":1}',
    '*.png',
  ]
  const { code, out, err } = await photosalbum(['save', '--from', '-', '-a', 'photos'], { input: lines.join('\n') })
  expect(code).toBe(1)
  expect(out.split('\n')).toHaveLength(2)
  expect(await list('photos')).toEqual(['ok.png'])
  expect(err).toContain('photosalbum: 1 photo saved, 7 not saved:\n  not-found, 5 times, first: ')
  expect(err).toContain('Line 7 of the list is not JSON')
  const chinese = await photosalbum(['save', '--from', '-', '--lang', 'zh'], { input: '{"name":1}' })
  expect(chinese.err).toMatch(/^photosalbum: 已保存 0 张，1 张未保存：\n {2}not-json：列表第 1 行不是/)
})

it('--from: says which line of JSON cannot be used, and why', async () => {
  const { write, list, photosalbum } = await computer()
  await write({ 'a.png': png })
  const lines = [
    '{"input": "a.png", "name": ""}',
    '{"input": "a.png", "name": ".."}',
    '{"input": "a.png", "name": null}',
    '{"input": "a.png", "nmae": "b"}',
    '{"input": "a.png", "\u202eid": 7}',
    '{"input": "a.png", "url": "a.png"}',
    '{"input": 1}',
  ]
  const messagesIn = async (...language: string[]) => {
    const args = ['save', '--from', '-', '-a', 'photos', '--json', '--jobs', '1', ...language]
    const { code, out } = await photosalbum(args, { input: lines.join('\n') })
    expect(code).toBe(1)
    return linesOf(out)
      .map(({ error }) => error.message)
      .sort()
  }
  expect(await messagesIn()).toEqual([
    'Line 1 of the list has the name "", which is not a valid file name. Give another one, or leave "name" out.',
    'Line 2 of the list has the name "..", which is not a valid file name. Give another one, or leave "name" out.',
    'Line 3 of the list has the name null, which is not a valid file name. Give another one, or leave "name" out.',
    'Line 4 of the list has "nmae", and only "input" (or "url") and "name" are known. Did you mean "name"?',
    'Line 5 of the list has "\\u202eid", and only "input" (or "url") and "name" are known. Leave it out.',
    'Line 6 of the list has both "input" and "url". Give one of them.',
    'Line 7 of the list is not JSON with "input" and, optionally, "name". Correct it.',
  ])
  expect(await messagesIn('--lang', 'zh')).toEqual([
    '列表第 1 行的 "name" 是 ""，不是合法的文件名。请换一个，或去掉 "name"。',
    '列表第 2 行的 "name" 是 ".."，不是合法的文件名。请换一个，或去掉 "name"。',
    '列表第 3 行的 "name" 是 null，不是合法的文件名。请换一个，或去掉 "name"。',
    '列表第 4 行有 "nmae"，但只支持 "input"（或 "url"）和 "name"。是否想写 "name"？',
    '列表第 5 行有 "\\u202eid"，但只支持 "input"（或 "url"）和 "name"。请去掉它。',
    '列表第 6 行同时有 "input" 和 "url"。请只写其中一个。',
    '列表第 7 行不是包含 "input"（以及可选的 "name"）的 JSON。请修正。',
  ])
  expect(await list('photos')).toEqual([])
})

it('--from: reads a pipe only once, by any of its names', async () => {
  const { write, list, shell } = await computer()
  await write({ 'list.txt': 'a.png\nb.gif\n', 'a.png': png, 'b.gif': gif })
  const saved = { code: 0, err: 'photosalbum: 2 photos saved.\n' }
  expect(await shell('photosalbum save --from <(cat list.txt) -a one').ended).toMatchObject(saved)
  expect(await shell('mkfifo pipe; cat list.txt > pipe & photosalbum save --from pipe -a two').ended).toMatchObject(
    saved,
  )
  expect(await list('one')).toEqual(['a.png', 'b.gif'])
  expect(await list('two')).toEqual(['a.png', 'b.gif'])
})

it('--from: Ctrl-C ends the wait for a line of a FIFO', async (context) => {
  if (process.platform === 'win32') context.skip('has no FIFOs')
  const { path, shell, start } = await computer()
  await shell('mkfifo pipe').ended
  const command = start(['save', '--from', 'pipe', '-a', 'photos'])
  // It can be opened as soon as the command has it open.
  const writer = await vi.waitUntil(
    () => open(path('pipe'), constants.O_WRONLY | constants.O_NONBLOCK).catch(() => null),
    {
      timeout: 170_000,
    },
  )
  onTestFinished(() => writer.close())
  command.process.kill('SIGINT')
  expect(await command.ended).toEqual({
    code: 130,
    out: '',
    err: 'photosalbum: cancelled: 0 photos saved; no partial files were left.\n',
  })
})

it('--from -: Ctrl-C ends the wait for more lines', async () => {
  const { start } = await computer()
  const { process, ended, until } = start(['save', '--from', '-', '-a', 'photos', '--json'])
  process.stdin?.write('missing.png\n')
  await until(/not-found/)
  process.kill('SIGINT')
  expect((await ended).code).toBe(130)
})

it.skipIf(process.platform === 'win32')('SIGUSR1 does not open a debugger', async () => {
  const { start } = await computer()
  const { process, ended, until } = start(['save', '--from', '-', '-a', 'photos', '--json'])
  process.stdin?.write('missing.png\n')
  await until(/not-found/)
  process.kill('SIGUSR1')
  process.stdin?.end('missing.png\n')
  const { code, err } = await ended
  expect(code).toBe(1)
  expect(err).toMatch(/^photosalbum: 0 photos saved, 2 not saved:/)
})

it('--resume: Ctrl-C says how to continue', async () => {
  const { start } = await computer()
  for (const [language, hint] of [
    ['en', 'Run the same command again to continue.'],
    ['zh', '再次运行同样的命令即可继续。'],
  ] as const) {
    const args = ['save', '--from', '-', '--resume', 'state.jsonl', '-a', 'photos', '--json', '--lang', language]
    const { process, ended, until } = start(args)
    process.stdin?.write('missing.png\n')
    await until(/not-found/)
    process.kill('SIGINT')
    const { code, err } = await ended
    expect(code).toBe(130)
    expect(err.split('\n')[0]).toMatch(new RegExp(`${hint}$`))
  }
})

it('--from: says that a picture is not a list', async () => {
  const { write, list, photosalbum } = await computer()
  await write({ 'a.png': png })
  for (const [args, input] of [[['a.png']], [['-'], png]] as const) {
    const { code, out, err } = await photosalbum(['save', '-a', 'photos', '--from', ...args], { input: input ?? '' })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^photosalbum: --from takes a text file \(UTF-8\), and "(a.png|-)" is not one\. .*\n$/)
  }
  const chinese = await photosalbum(['save', '--from', 'a.png', '--lang', 'zh'])
  expect(chinese.err).toContain('--from 需要文本文件（UTF-8），"a.png" 不是。')
  expect(await list('photos')).toEqual([])
})

it('--from: says in a short line that one is too long', async () => {
  const { photosalbum } = await computer()
  const input = `["${'x'.repeat(1_000_000)}"]`
  const { code, out, err } = await photosalbum(['save', '--from', '-', '-a', 'photos'], { input })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(
    /^photosalbum: 0 photos saved, 1 not saved:\n {2}too-long: "\["x{57}…" has 1000004 characters, more than any path\. A list has one file or URL in each line\.\n$/,
  )
  const chinese = await photosalbum(['save', 'y'.repeat(100_000), '--lang', 'zh'])
  expect(chinese).toMatchObject({ code: 2, out: '' })
  expect(chinese.err).toMatch(
    /^photosalbum: "y{59}…" 有 100000 个字符，超过任何路径的长度。请给出文件或 URL；列表中每行一个。/,
  )
})

it('--from: says that a folder is not a list', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'folder/a.png': png })
  const { code, err } = await photosalbum(['save', '--from', 'folder', '-a', 'photos'])
  expect(code).toBe(2)
  expect(err).toContain('--from takes a file, and "folder" cannot be read: it is a folder.')
})

it.skipIf(process.platform !== 'linux')(
  '--from: says once that the output cannot be written, and saves all',
  async () => {
    const { write, list, shell } = await computer()
    await write({ 'list.txt': 'a.png\n'.repeat(50), 'a.png': png })
    const { code, err } = await shell('photosalbum save --from list.txt -a photos > /dev/full').ended
    expect({ code, err }).toEqual({
      code: 1,
      err: 'photosalbum: 50 photos saved.\nphotosalbum: Cannot write to standard output: there is no space left on the disk, for bytes or for files (ENOSPC). Only the output is lost.\n',
    })
    expect(await list('photos')).toHaveLength(50)
  },
)

it('--retry: retries temporary failures, and no others', async () => {
  const asked = new Map<string, number>()
  const origin = await server((request, response) => {
    const times = (asked.get(request.url ?? '') ?? 0) + 1
    asked.set(request.url ?? '', times)
    if (request.url === '/gone') response.statusCode = 404
    else if (times < 3) response.statusCode = 500
    response.end(png)
  })
  const { list, photosalbum } = await computer()
  const { code } = await photosalbum(['save', `${origin}/busy.png`, `${origin}/gone`, '-a', 'photos', '--retry', '2'])
  expect(code).toBe(1)
  expect(await list('photos')).toEqual(['busy.png'])
  expect(Object.fromEntries(asked)).toEqual({ '/busy.png': 3, '/gone': 1 })
})

it('a refused request names the options that send what a browser sends', async () => {
  const origin = await server((_request, response) => response.writeHead(403).end())
  const { photosalbum } = await computer()
  const english = await photosalbum(['save', `${origin}/a.png`])
  expect(english.err).toContain(
    "send what the browser sends with --header 'Referer: …' and --user-agent; otherwise use a public URL.",
  )
  const chinese = await photosalbum(['save', `${origin}/a.png`, '--lang', 'zh'])
  expect(chinese.err).toContain("请用 --header 'Referer: …' 和 --user-agent 发送与浏览器相同的请求头；")
})

it('--public-addresses: makes no connection within the network, and reads no files', async () => {
  let requests = 0
  const origin = await server((_request, response) => {
    requests++
    response.end(png)
  })
  const { write, list, photosalbum } = await computer()
  await write({ 'list.txt': `${origin}/a.png\nhere.png\n*.png\ndata:image/gif;base64,${gif.toString('base64')}\n` })
  await write({ 'here.png': png })
  const args = ['save', '--from', 'list.txt', '--public-addresses', '-a', 'photos', '--json']
  const { code, out } = await photosalbum(args)
  expect([code, requests]).toEqual([1, 0])
  expect(await list('photos')).toEqual([expect.stringMatching(/\.gif$/)])
  expect(out).toContain(` is not public, and --public-addresses refuses it."`)
  expect(out).toContain('"here.png\\" is not a public address: --public-addresses accepts only URLs')
  const chinese = await photosalbum(['save', '--public-addresses', '--lang', 'zh', `${origin}/a.png`])
  expect(chinese.err).toMatch(/127\.0\.0\.1 不是公网地址，被 --public-addresses 拒绝。\n$/)
})

it('--rate: the second image waits for its turn, and Ctrl-C does not wait for it', async () => {
  let requests = 0
  const origin = await server((_request, response) => {
    requests++
    response.end(png)
  })
  const { list, start } = await computer()
  const args = ['save', `${origin}/1.png`, `${origin}/2.png`, '-a', 'photos', '--rate', '1/h']
  const { process, until, ended } = start(args)
  await until(/Saved .*1.png/)
  process.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130 })
  expect(requests).toBe(1)
  expect(await list('photos')).toEqual(['1.png'])
})

fullTest('--share: says which servers honour the condition that it needs', async () => {
  const origin = await server((request, response) => request.resume().on('end', () => response.end()))
  const { write, photosalbum } = await computer()
  await write({ 'list.txt': 'a.png', 'a.png': png })
  const env = { AWS_ENDPOINT_URL: origin, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
  const args = ['save', '--from', 'list.txt', '--share', 's3://photos/claims', '-a', 'photos']
  const english = await photosalbum(args, { env })
  expect(english.code).toBe(1)
  // Above all no warning of the package of Amazon, which is for developers.
  expect(english.err).toMatch(/^photosalbum: .*\n$/)
  expect(english.err).toContain(
    'the server ignores If-None-Match, which --share needs. Use a server that honours it, such as Amazon S3, Ceph, MinIO or R2.',
  )
  const chinese = await photosalbum([...args, '--lang', 'zh'], { env })
  expect(chinese.err).toContain('请改用支持它的服务器，例如 Amazon S3、Ceph、MinIO 或 R2。')
})

it('--share: a percent sign in the prefix is a percent sign', async () => {
  const paths: string[] = []
  const origin = await server((request, response) => {
    paths.push(request.url ?? '')
    request.resume().on('end', () => response.end())
  })
  const { write, photosalbum } = await computer()
  await write({ 'list.txt': 'a.png', 'a.png': png })
  const env = { AWS_ENDPOINT_URL: origin, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
  const { err } = await photosalbum(['save', '--from', 'list.txt', '--share', 's3://photos/100%', '-a', 'photos'], {
    env,
  })
  expect(err).toContain('s3://photos/100%/: the server ignores If-None-Match')
  expect(paths[0]).toMatch(/^\/photos\/100%25\/machines\//)
})

it('C15: --resume continues a run that was killed at any moment, without duplicates or gaps', async () => {
  const COUNT = count(40, 400)
  const KILLS = count(2, 25)
  const { path, write, start, photosalbum } = await computer()
  const bytesOf = (number: number) => imageOfSize(2000 + number, number + 1)
  let toKill: (() => void) | undefined
  const origin = await server((request, response) => {
    const number = Number(/\d+/.exec(request.url ?? '')?.[0])
    response.end(bytesOf(number))
    if (Math.random() < 0.1) toKill?.()
  })
  // Two lines in a row are the same: both are to be saved.
  const lines = Array.from({ length: COUNT }, (_, index) => `${origin}/${index >> 1}/photo.png`)
  await write({ 'list.txt': lines.join('\n') })
  const args = ['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', 'photos', '--jobs', '4']
  for (let kill = 0; kill < KILLS; kill++) {
    const { process, ended } = start(args)
    toKill = () => setTimeout(() => process.kill('SIGKILL'), Math.random() * 10)
    await ended
    toKill = undefined
    if (kill === 1) await writeFile(path('state.jsonl'), `${await readFile(path('state.jsonl'), 'utf8')}{"id":"0a1b`)
  }
  const { code, err } = await photosalbum(args)
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^photosalbum: \d+ photos? saved/) })
  const names = (await readdir(path('photos'))).filter((name) => name.endsWith('.png'))
  const sizes = await Promise.all(names.map(async (name) => (await readFile(path(`photos/${name}`))).length))
  expect(sizes.sort((one, other) => one - other)).toEqual(lines.map((_, index) => 2000 + (index >> 1)))
  const again = await photosalbum(args)
  expect(again).toMatchObject({
    code: 0,
    out: '',
    err: `photosalbum: 0 photos saved, ${COUNT} already saved earlier.\n`,
  })
})

it('--resume: the state is locked as long as the process that uses it runs', async (context) => {
  const { path, write, photosalbum } = await computer()
  const { child, name } = await livingProcess()
  await write({ 'list.txt': 'a.png', 'a.png': png, 'state.jsonl.lock': name })
  const save = () => photosalbum(['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', 'photos'])
  const inUse = '--resume: another process is using "state.jsonl". Wait for it, or end it first.'
  expect(await save()).toMatchObject({ code: 2, out: '', err: expect.stringContaining(inUse) })
  if (process.platform !== 'linux') context.skip('does not tell when a process started')
  // The number belongs to another process by now.
  const [place] = name.split('-')
  await writeFile(path('state.jsonl.lock'), `${place}-${child.pid}-1-1`)
  expect(await save()).toMatchObject({ code: 0, err: 'photosalbum: 1 photo saved.\n' })
})

it('--resume: does not change a file that is not a state file', async () => {
  const { path, write, list, photosalbum } = await computer()
  const album = JSON.stringify({ album: path('photos') })
  const state = `${album}\n{"id":"0123456789abcdef","state":"saved","input":"gone.png"}\n`
  const files = {
    'list.txt': 'a.png',
    'list.jsonl': '{"id":"1","input":"a.png"}\n',
    'photo.png': png,
    'blank.txt': '\nnotes',
    'object.json': '{\n}\n',
    'state.jsonl': state,
  }
  await write({ ...files, 'a.png': png })
  const save = (from: string, resume: string, ...more: string[]) =>
    photosalbum(['save', '--from', from, '--resume', resume, '-a', 'photos', ...more])
  const mistake = (name: string) =>
    expect.stringMatching(`^photosalbum: --resume: "${name}" is not a state file of an earlier run. Name another file.`)
  for (const name of sample(2, ['list.txt', 'list.jsonl', 'photo.png', 'blank.txt', 'object.json']))
    expect(await save('list.txt', name)).toMatchObject({ code: 2, out: '', err: mistake(name) })
  expect(await save('list.txt', '.')).toMatchObject({ code: 2, err: mistake('.') })
  expect(await save('state.jsonl', 'state.jsonl')).toMatchObject({ code: 2, err: mistake('state.jsonl') })
  expect((await save('list.txt', 'photo.png', '--lang', 'zh')).err).toContain(
    '"photo.png" 不是之前运行留下的进度文件。',
  )
  for (const [name, content] of Object.entries(files))
    expect((await readFile(path(name))).equals(Buffer.from(content))).toBe(true)
  expect((await list('.')).sort()).toEqual([...Object.keys(files), 'a.png'].sort())
})

it.skipIf(process.platform === 'win32')('--resume: refuses what is not a file at once', async () => {
  const { write, list, shell } = await computer()
  await write({ 'list.txt': 'a.png', 'a.png': png, file: '' })
  const save = (state: string) =>
    shell(`mkfifo pipe; photosalbum save --from list.txt --resume ${state} -a photos`).ended
  for (const state of sample(2, ['pipe', '/dev/zero', '/dev/null'])) {
    const { code, out, err } = await save(state)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`"${state}" is not a state file of an earlier run. Name another file.`)
  }
  for (const state of sample(2, ['n'.repeat(300), 'file/state'])) {
    const { code, out, err } = await save(state)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(`photosalbum: Cannot write to ${state}: `)
    expect(err).not.toContain('bug')
  }
  expect(await list('photos')).toEqual([])
})

it('--resume: refuses the state of another album, however the album is written', async () => {
  const { path, write, list, photosalbum } = await computer()
  await write({ 'list.txt': 'a.png', 'a.png': png })
  const save = (album: string, ...more: string[]) =>
    photosalbum(['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', album, ...more])
  expect(await save('one')).toMatchObject({ code: 0, err: 'photosalbum: 1 photo saved.\n' })
  const state = await readFile(path('state.jsonl'), 'utf8')
  const belongs = `photosalbum: --resume: "state.jsonl" is the state of a run with --album "${path('one')}". `
  for (const album of sample(2, ['two', 'system', 'webdav+https://mei:secret@nas.local/one', 's3://photos/one'])) {
    const { code, err } = await save(album)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching('^photosalbum: ') })
    expect(err).toContain(`${belongs}Give that album, or name another file.`)
  }
  expect((await save('two', '--lang', 'zh')).err).toContain(
    `--resume："state.jsonl" 是 --album "${path('one')}" 的进度文件。请使用该相册，或换一个文件。`,
  )
  expect(await readFile(path('state.jsonl'), 'utf8')).toBe(state)
  expect(await list('two')).toEqual([])
  for (const album of ['./one/', path('one')]) {
    expect(await save(album)).toMatchObject({ err: 'photosalbum: 0 photos saved, 1 already saved earlier.\n' })
  }
})

fullTest('--resume: writes no login into the state, and ignores the folders of an album on a server', async () => {
  const { path, write, photosalbum } = await computer()
  await write({ 'list.txt': '# nothing yet\n' })
  const save = (album: string) => photosalbum(['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', album])
  expect((await save('webdav+http://mei:secret@127.0.0.1:9/photos?folders=none')).code).toBe(0)
  expect(await readFile(path('state.jsonl'), 'utf8')).toBe('{"album":"webdav+http://127.0.0.1:9/photos"}\n')
  expect((await save('webdav+http://127.0.0.1:9/photos/')).code).toBe(0)
})

it.each(sample(1, ['', '{"a', '{"album":"', '{"album":"/home/me/pho', '{"album":"/elsewhere"}']))(
  '--resume continues a run that wrote no more than %j',
  async (torn) => {
    const { write, list, photosalbum } = await computer()
    await write({ 'list.txt': 'a.png', 'a.png': png, 'state.jsonl': torn })
    const args = ['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', 'photos']
    expect(await photosalbum(args)).toMatchObject({ code: 0, err: 'photosalbum: 1 photo saved.\n' })
    expect(await photosalbum(args)).toMatchObject({ err: 'photosalbum: 0 photos saved, 1 already saved earlier.\n' })
    expect(await list('photos')).toEqual(['a.png'])
  },
)

it.skipIf(process.platform === 'win32')('--resume: says once why the state cannot be written', async () => {
  const { write, shell } = await computer()
  await write({ 'list.txt': 'a.png', 'a.png': png })
  const command = 'photosalbum save --from list.txt --resume state.jsonl -a photos'
  const { code, err } = await shell(`ulimit -f 0; ${command}`).ended
  expect(code).toBe(1)
  expect(err).toBe(
    'photosalbum: Cannot write to state.jsonl: the file is larger than the file system or this process may write (EFBIG). Raise the limit (ulimit -f) or choose another disk.\n',
  )
})

/** A state file with space for ten more bytes, if its process may write one kilobyte. */
function almostFull(album: string): string {
  const stateOf = (input: string) =>
    `${JSON.stringify({ album })}\n${JSON.stringify({ id: 'x', state: 'failed', input })}\n`
  return stateOf('x'.repeat(1024 - 10 - stateOf('').length))
}

it.skipIf(process.platform === 'win32')('C15: --resume: without space for its line, no photo is saved', async () => {
  const { path, write, list, shell, photosalbum } = await computer()
  await write({ 'list.txt': 'a.png', 'a.png': imageOfSize(200), 'state.jsonl': almostFull(path('photos')) })
  const full = 'ulimit -f 1; photosalbum save --from list.txt --resume state.jsonl -a photos'
  const { code, out, err } = await shell(full).ended
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^photosalbum: Cannot write to state\.jsonl: .*\n$/)
  expect(await list('photos')).toEqual([])
  const args = ['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', 'photos']
  expect(await photosalbum(args)).toMatchObject({ code: 0, err: 'photosalbum: 1 photo saved.\n' })
  expect(await list('photos')).toEqual(['a.png'])
})

it('C15: --resume: after a line that did not fit, the next one is whole', async (context) => {
  if (process.platform !== 'linux') context.skip('changes the limits of a process by means of Linux')
  const { path, write, list, shell, photosalbum } = await computer()
  let respond: (() => void) | undefined
  const origin = await server((_request, response) => {
    if (respond) response.end(gif)
    else respond = () => response.end(gif)
  })
  await write({ 'list.txt': `${origin}/b.gif\na.png`, 'a.png': imageOfSize(200) })
  await write({ 'state.jsonl': almostFull(path('photos')) })
  const args = ['save', '--from', 'list.txt', '--resume', 'state.jsonl', '-a', 'photos']
  const full = shell(`exec prlimit --fsize=1024:unlimited "${process.execPath}" "${main}" ${args.join(' ')}`)
  const state = () => readFile(path('state.jsonl'), 'utf8')
  await vi.waitUntil(async () => respond && (await state()).length === 1024, { timeout: 170_000 })
  execFileSync('prlimit', ['--pid', String(full.process.pid), '--fsize=unlimited'])
  respond?.()
  await full.ended
  expect(await list('photos')).toContain('b.gif')
  // As if it had been killed before the last line.
  await writeFile(path('state.jsonl'), (await state()).replace(/.+\n$/, ''))
  expect(await photosalbum(args)).toMatchObject({ code: 0 })
  expect(await list('photos')).toEqual(['a.png', 'b.gif'])
})

it.each(
  sample(1, [
    [['save', 'a.png', '--from', 'list.txt'], 'Give images, or a list with --from, but not both.'],
    [['save', '--from', 'list.txt', '--name', 'x'], 'Give images, or a list with --from, but not both.'],
    [['save', 'a.png', '--resume', 'x'], '--resume needs a list: "--from list.txt".'],
    [['save', '--from', 'none.txt'], '--from takes a file, and "none.txt" cannot be read: there is no such file.'],
    [['save', '--from', 'x', '--rate', 'fast'], '--rate takes a rate such as 10/s, 600/min or 3600/h, not "fast".'],
    [['save', '--from', 'x', '--retry', '-1'], '--retry takes a whole number from 0 to 20, not "-1".'],
    [
      ['save', '--from', 'x', '--share', 'https://a:b@c'],
      '--share takes a place in a bucket such as s3://photos/claims, not "https://c',
    ],
    [
      ['save', '--from', 'x', '--share', 's3://a:9000/b'],
      '--share takes a place in a bucket such as s3://photos/claims',
    ],
    [
      ['save', '--from', 'x', '--share', 's3://a/b', '--resume', 'y'],
      '--resume is for one machine and --share for several',
    ],
  ]),
)('%j is a mistake', async (args, message) => {
  const { photosalbum } = await computer()
  const { code, err } = await photosalbum(args)
  expect(code).toBe(2)
  expect(err).toContain(message)
})
