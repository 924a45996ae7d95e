import { symlink } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { standIn } from '../albums/stand-in.ts'
import { startServer } from '../fixtures/https-server.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { computer } from './command.ts'
import { gif, jpeg, png } from './pictures.ts'

fullTest('names a photo that is in Photos on macOS, where its location is a number', async () => {
  const osascript = await standIn('osascript', 'cat > /dev/null; echo 1F/L0/001')
  onTestFinished(() => osascript.remove())
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const mac = `data:text/javascript,Object.defineProperty(process,'platform',{value:'darwin'})`
  const env = { PATH: osascript.path, NODE_OPTIONS: `--import=${mac}` }
  const { out, err } = await photosalbum(['save', 'a.png'], { env })
  expect({ out, err }).toEqual({
    out: expect.stringMatching(/^Saved a\.png in the album of this computer \(PNG, /),
    err: '',
  })
  const { out: json } = await photosalbum(['save', 'a.png', '--json'], { env })
  expect(JSON.parse(json)).toMatchObject({ name: 'a.png', location: '1F/L0/001' })
})

it.skipIf(process.platform === 'win32')('says which images could not be saved for lack of open files', async () => {
  const server = await startServer((_request, response) => response.end(png), { as: 'http' })
  onTestFinished(() => server.close())
  const { write, shell } = await computer()
  await write({ 'a.png': png })
  const images = `a.png ${server.origin}/b.png `.repeat(20)
  // How many files Node itself opens depends on its version: with some of these limits, it does not even start.
  for (const limit of sample(2, [24, 22, 26, 28, 32, 40])) {
    const { err } = await shell(`ulimit -n ${limit}; photosalbum save ${images} -a photos`).ended
    expect(err).not.toContain('bug')
    for (const line of err.matchAll(/^(?:photosalbum: | {2})(?!\d+ of 40).*/gm))
      expect(line[0]).toMatch(/too many files (are )?open .* raise the limit \(ulimit -n\)\.$/)
  }
})

it('shows the letters of a URL; its JSON has the URL as it was given', async () => {
  const server = await startServer((_request, response) => response.writeHead(404).end(), { as: 'http' })
  onTestFinished(() => server.close())
  const { photosalbum } = await computer()
  const url = `${server.origin}/%E5%9B%BE%20%E2%80%AE.png`
  const { err } = await photosalbum(['save', url, 'gone.png'])
  // Named once, so the message is recognized as that of this image.
  expect(err).toContain(`\n  ${server.origin}/图%20%E2%80%AE.png answers with status 404: `)
  const dropped = url.replace('http:', 'https:')
  const refused = await photosalbum(['save', dropped, 'gone.png'])
  expect(refused.err).toContain(`\n  ${dropped.replace('%E5%9B%BE', '图')}: `)
  const { out } = await photosalbum(['save', url, '--json'])
  expect(JSON.parse(out)).toMatchObject({ input: url, error: { details: { url } } })
})

it('keeps going after a failure, says at the end what failed and why, and exits with 1', async () => {
  const { path, write, list, photosalbum } = await computer()
  await write({
    'a.png': png,
    'notes.png': 'just text',
    'cut.jpg': jpeg.subarray(0, -30),
    'z.jpg': jpeg,
    'folder/b.png': png,
  })
  const args = [
    'save',
    'a.png',
    'notes.png',
    'gone.png',
    'cut.jpg',
    'folder/',
    'ftp://x/y.png',
    '*.gif',
    'z.jpg',
    '--album',
    'photos',
  ]
  const { code, out, err } = await photosalbum(args)
  expect(code).toBe(1)
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[1]),
  ).toEqual([path('photos/a.png'), path('photos/z.jpg')])
  const [head, ...reasons] = err.trimEnd().split('\n')
  expect(head).toBe('photosalbum: 6 of 8 images not saved:')
  expect(reasons.map((line) => line.trim())).toEqual([
    expect.stringMatching(/^"notes\.png" .*not an image/),
    expect.stringMatching(/^"gone\.png" .*no such file/),
    expect.stringMatching(/^"cut\.jpg" .*/),
    '"folder/" is a folder. For everything in it: "folder/*"',
    expect.stringMatching(/^"ftp:\/\/x\/y\.png" cannot be opened/),
    'No file matches "*.gif". Check it, and the folder.',
  ])
  expect(await list('photos')).toEqual(['a.png', 'z.jpg'])
})

it('says in one line why a single image was not saved', async () => {
  const { list, photosalbum } = await computer()
  const { code, out, err } = await photosalbum(['save', 'gone.png', '--album', 'photos'])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^photosalbum: "gone\.png" does not exist.*\n$/)
  expect(await list('photos')).toEqual([])
})

it('--json: one line for each image, saved or not', async () => {
  const { home, path, write, photosalbum } = await computer()
  await write({ 'a.gif': gif })
  const { code, out } = await photosalbum(['save', 'a.gif', 'gone.png', '--album', 'photos', '--json'])
  expect(code).toBe(1)
  const saved = { name: 'a.gif', type: 'gif', width: 120, height: 80, bytes: gif.length }
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { input: 'a.gif', outcome: 'stored', location: path('photos/a.gif'), ...saved },
    {
      input: 'gone.png',
      error: {
        reason: 'not-found',
        code: 'local-file-missing',
        details: { path: 'gone.png', folder: home },
        message: expect.stringContaining('"gone.png"'),
      },
    },
  ])
})

it('saves even if nobody reads the output', async () => {
  const { write, list, start } = await computer()
  const names = Array.from({ length: 30 }, (_, index) => `${index}.png`)
  await write(Object.fromEntries(names.map((name) => [name, png])))
  const { process, ended } = start(['save', ...names, '--album', 'photos'])
  process.stdout?.destroy()
  expect(await ended).toMatchObject({ code: 0, err: '' })
  expect(await list('photos')).toHaveLength(30)
})

it('saves even if the output cannot be written, and reports that once, at the end', async (context) => {
  if (process.platform !== 'linux') context.skip('needs /dev/full')
  const { write, list, shell } = await computer()
  const names = Array.from({ length: 30 }, (_, index) => `${index}.png`)
  await write(Object.fromEntries(names.map((name) => [name, png])))
  const says =
    'photosalbum: Cannot write to standard output: there is no space left on the disk, for bytes or for files (ENOSPC). Only the output is lost.\n'
  expect(await shell('photosalbum save *.png --album photos > /dev/full').ended).toEqual({
    code: 1,
    out: '',
    err: says,
  })
  const chinese = await shell('photosalbum save 1.png --album others --lang zh > /dev/full').ended
  expect(chinese.err).toMatch(/（ENOSPC）。保存不受影响，只是丢失了输出。\n$/)
  expect(await list('photos')).toEqual(names.sort())
  expect(await shell('photosalbum doctor > /dev/full').ended).toEqual({ code: 1, out: '', err: says })
  const silent = await shell('photosalbum save gone.png 1.png --album more > /dev/full 2>&1').ended
  expect(silent).toEqual({ code: 1, out: '', err: '' })
  expect(await list('more')).toEqual(['1.png'])
})

it('reports a problem of several images once, with its remedy: too few open files', async (context) => {
  if (process.platform === 'win32') context.skip('has no such limit')
  const { write, list, shell } = await computer()
  const names = Array.from({ length: 30 }, (_, index) => `${index}.gif`)
  await write(Object.fromEntries(names.map((name) => [name, gif])))
  const { code, err } = await shell('ulimit -n 40; photosalbum save --jobs 30 {0..29}.gif --album photos').ended
  expect(code).toBe(1)
  const says =
    ': Cannot open the files that saving an image needs: this process has too many files open (EMFILE). Save fewer at once with --jobs, or raise the limit (ulimit -n).\n'
  const [head, told = ''] = err.split('\n  ')
  expect(told).toContain(says)
  // Other versions of Node need fewer files for themselves, and some photos get through.
  const failed = told.replace(says, '').split(', ')
  expect(head).toBe(`photosalbum: ${failed.length} of 30 images not saved:`)
  expect([...failed, ...(await list('photos'))].sort()).toEqual(names.sort())
  expect(await shell('ulimit -n 40; photosalbum save --jobs 1 {0..29}.gif --album photos').ended).toMatchObject({
    code: 0,
  })
})

it('names the options that help with a login and with a redirect', async () => {
  const server = await startServer(({ url }, response) =>
    url === '/loop' ? response.writeHead(302, { location: '/loop' }).end() : response.writeHead(401).end(),
  )
  onTestFinished(() => server.close())
  const { photosalbum } = await computer()
  const errorsIn = async (lang: string) => {
    const urls = [`${server.origin}/a.png`, `${server.origin}/loop`]
    return (await photosalbum(['save', '--lang', lang, ...urls, '--album', 'photos'])).err.split('\n')
  }
  const [, login, loop] = await errorsIn('en')
  expect(login).toMatch(/needs a login\. Send it with --header 'Authorization: …' or --header 'Cookie: …', or use/)
  expect(loop).toMatch(/in a loop, .* send the cookies of the browser with --header 'Cookie: …'\.$/)
  const [, chineseLogin, chineseLoop] = await errorsIn('zh')
  expect(chineseLogin).toMatch(/需要登录。请用 --header 'Authorization: …' 或 --header 'Cookie: …' 发送登录信息/)
  expect(chineseLoop).toMatch(/循环重定向，.*请用 --header 'Cookie: …' 发送浏览器的 Cookie。$/)
})

fullTest('prints an address once, without its secrets', async () => {
  const server = await startServer((_request, response) => response.writeHead(401).end())
  onTestFinished(() => server.close())
  const { photosalbum } = await computer()
  const plain = `${server.origin}/auth.png`
  const given = plain.replace('://', '://me:secret@').concat('?token=secret#secret')
  const says = `${plain} answers with status 401: it does not accept the login. Check the user name and the password in the URL, or the 'Authorization: …' or 'Cookie: …' of --header.`
  const { out, err } = await photosalbum(['save', given, 'gone.png', '--json', '--album', 'photos'])
  expect(err).toMatch(/^photosalbum: 2 of 2 images not saved:\n/)
  expect(err.split('\n')[1]).toBe(`  ${says}`)
  expect(JSON.parse(out.split('\n')[0] ?? '')).toEqual({
    input: given,
    error: {
      reason: 'network',
      code: 'http-status',
      details: { url: plain, status: 401, sentLogin: true },
      message: says,
    },
  })
  await server.close()
  const closed = await photosalbum(['save', given, 'gone.png', '--album', 'photos'])
  expect(closed.err.split('\n')[1]).toMatch(new RegExp(`^  ${plain}: ${new URL(plain).host} refused the connection`))
  expect(closed.err).not.toContain('secret')
})

fullTest('suggests photosalbum run for a file of a mini-program', async () => {
  const { photosalbum } = await computer()
  const { err } = await photosalbum(['save', 'https://usr/a.png', '--album', 'photos'])
  expect(err).toBe(
    'photosalbum: https://usr/a.png is a file of a mini-program, which only its own script can save: photosalbum run page.js.\n',
  )
})

fullTest('writes no colours and no cursor movements without a terminal', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const { out, err } = await photosalbum(['save', 'a.png', 'gone\u001b[31m.png', '--album', 'photos'])
  expect(out + err).not.toContain('\u001b')
  expect(out + err).toContain('gone')
})

it.each(
  sample(1, [
    ['a name that no file can have', `${'n'.repeat(300)}.png`, /has a longer name than any file/],
    ['a link to itself', 'loop.png', /is a symbolic link that leads back to itself/],
    ['a pattern that finds such a link', 'l*.png', /is a symbolic link that leads back to itself/],
    [
      'a pattern that finds a link to nowhere',
      'dang*.png',
      /"dangling\.png" does not exist: it is a symbolic link to "nowhere\.png", which does not exist\./,
    ],
    ['a range that runs backwards', '[z-a].png', /No file matches/],
  ]),
)('says in one line what is wrong with %s, and saves the rest', async (_what, word, says) => {
  const { path, write, list, photosalbum } = await computer()
  await write({ 'a.png': png, 'z.png': png })
  await symlink('loop.png', path('loop.png'))
  await symlink('nowhere.png', path('dangling.png'))
  const { code, err } = await photosalbum(['save', 'a.png', word, 'z.png', '--album', 'photos'])
  expect(err).toMatch(/^photosalbum: 1 of 3 images not saved:\n {2}[^\n]*\n$/)
  expect(err).toMatch(says)
  expect(code).toBe(1)
  expect(await list('photos')).toEqual(['a.png', 'z.png'])
})

it.each(
  sample(1, [
    [
      'save "$OLDPWD/a.png" -a out',
      '"out" is relative to the current folder, which no longer exists. Pass a full path.',
    ],
    ['save b.png', '"b.png" is relative to the current folder, which no longer exists. Pass a full path.'],
    ['run page.js', 'The current folder no longer exists. Change to another one.'],
    ['run "$OLDPWD/page.js"', 'The current folder no longer exists. Change to another one.'],
    ['simulate --no-open', 'The current folder no longer exists. Change to another one.'],
  ]),
)('says in one line that the current folder is gone: %s', async (line, says) => {
  const { write, shell } = await computer()
  await write({ 'a.png': png, 'page.js': 'console.log(1)' })
  const { code, out, err } = await shell(`mkdir gone; cd gone; rmdir ../gone; photosalbum ${line}`).ended
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: `photosalbum: ${says}\n` })
})

it.each(
  sample(1, [
    ['-', 'Standard input'],
    ['data:,words', 'data:,words'],
  ]),
)('shows a title for an image without a name, next to other images: %s', async (input, title) => {
  const { photosalbum } = await computer()
  const says = 'The image is text, not an image. Pass an image.'
  const one = await photosalbum(['save', input, '--album', 'photos'], { input: 'words' })
  expect(one.err).toBe(`photosalbum: ${says}\n`)
  const two = await photosalbum(['save', 'gone.png', input, '--album', 'photos'], { input: 'words' })
  expect(two.err.trimEnd().split('\n').at(-1)).toBe(`  ${title}: ${says}`)
})

it('prints results and errors in Chinese', async () => {
  const { path, write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const args = ['save', 'a.png', '*.gif', 'ftp://a', 'large.png', '--max-size', '20kB', '--album', 'photos']
  await write({ 'large.png': Buffer.concat([png, Buffer.alloc(30_000)]) })
  const { out, err } = await photosalbum(args, { env: { LC_ALL: 'zh_CN.UTF-8' } })
  expect(out).toMatch(new RegExp(`^已保存 ${path('photos/a.png')} \\(PNG, 120 × 80, [\\d.]+ kB\\)\n$`))
  const [head, ...lines] = err.trimEnd().split('\n')
  expect(head).toBe('photosalbum: 共 4 张图片，3 张未保存：')
  expect(lines).toEqual([
    '  没有与 "*.gif" 匹配的文件。请检查通配符和目录。',
    '  无法打开 "ftp://a"。请给出文件，或以 https:、http: 或 data: 开头的 URL。',
    expect.stringMatching(/"large\.png" 的大小为 [\d.]+ kB，上限为 20 kB。请压缩图片，或用 --max-size 调大上限。$/),
  ])
})

fullTest('--json has the values of the message', async () => {
  const { photosalbum } = await computer()
  const { out } = await photosalbum(['save', '*.gif', '--album', 'photos', '--json', '--lang', 'zh'])
  expect(JSON.parse(out)).toEqual({
    input: '*.gif',
    error: {
      reason: 'not-found',
      code: 'unusable-input',
      details: { input: '*.gif', problem: 'no-match' },
      message: '没有与 "*.gif" 匹配的文件。请检查通配符和目录。',
    },
  })
})

it('prints no character that reverses the direction of a line', async () => {
  const { photosalbum } = await computer()
  const marks = '\u061c\u200e\u200f\u202e\u2066'
  const { err } = await photosalbum(['save', `gone${marks}.png`, '--album', 'photos'])
  expect(err).toContain(`gone${'\ufffd'.repeat(5)}.png`)
})

it.each(
  sample(1, [
    ['a\nb.png', '"a\\nb.png"'],
    ['C:\\x.png', '"C:\\\\x.png"'],
    ['a"b.png', '"a\\"b.png"'],
  ]),
)('names a file once, in one spelling: %j', async (name, spelling) => {
  const { home, photosalbum } = await computer()
  const { err } = await photosalbum(['save', name, 'gone.png', '--album', 'photos'])
  const why = `does not exist: there is no such file in ${home}. Check its name.`
  expect(err.split('\n').slice(1, 3)).toEqual([`  ${spelling} ${why}`, `  "gone.png" ${why}`])
})

it.skipIf(process.platform === 'win32')('a pipe is refused, with the way to save what it carries', async () => {
  const { shell } = await computer()
  const { code, err } = await shell('mkfifo pipe.png; photosalbum save pipe.png; photosalbum save pipe.png --lang zh')
    .ended
  expect(code).toBe(1)
  expect(err).toBe(
    'photosalbum: "pipe.png" is a pipe, not a file. Save what it carries as standard input: "… | photosalbum save -".\n' +
      'photosalbum: "pipe.png" 是管道，不是文件。请通过标准输入保存其内容："… | photosalbum save -"。\n',
  )
})
