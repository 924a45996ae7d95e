import { readFile, stat } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { count, fullTest, sample } from '../setup/counts.ts'
import { computer } from './command.ts'
import { jpeg, png } from './pictures.ts'

it('C16: saves a file byte for byte, and says where it is now', async () => {
  const { path, write, list, photosalbum } = await computer()
  await write({ 'poster.image': jpeg })
  const { code, out, err } = await photosalbum(['save', 'poster.image', '--album', 'photos'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const location = path('photos/poster.jpg')
  expect(out).toMatch(new RegExp(`^Saved ${location} \\(JPEG, 120 × 80, [\\d.]+ kB\\)\n$`))
  expect(await readFile(location)).toEqual(jpeg)
  expect(await list('photos')).toEqual(['poster.jpg'])
})

it('saves to the album of this computer by default', async () => {
  const { path, write, list, photosalbum } = await computer()
  await write({ 'a.png': png, '.config/user-dirs.dirs': 'XDG_PICTURES_DIR="$HOME/图片"\n' })
  expect((await photosalbum(['save', 'a.png'])).out).toContain(path('图片/a.png'))
  expect((await photosalbum(['save', 'a.png', '--album', 'system'])).code).toBe(0)
  expect(await list('图片')).toEqual(['a (2).png', 'a.png'])
})

it('C15: the same image n times is n photos, reported in the order of the arguments', async () => {
  const { write, list, photosalbum } = await computer()
  const names = Array.from({ length: 40 }, (_, index) => `${index}.png`)
  await write(Object.fromEntries(names.map((name) => [name, png])))
  const { code, out } = await photosalbum(['save', ...names, ...names, '--album', 'photos', '--json'])
  expect(code).toBe(0)
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).input),
  ).toEqual([...names, ...names])
  expect(await list('photos')).toHaveLength(80)
})

it.skipIf(process.platform === 'win32')('reads no more of standard input than an image may have', async () => {
  const { write, list, shell } = await computer()
  await write({ 'a.png': png })
  const endless = `(cat a.png; cat /dev/zero) | photosalbum save - -a photos --max-size 1MB`
  const { out, err } = await shell(`for i in ${'x '.repeat(count(6, 40))}; do ${endless}; echo $?; done`).ended
  expect(new Set(out.split('\n'))).toEqual(new Set(['1', '']))
  const message =
    'photosalbum: The image has more than 1 MB, and no more are allowed. Make it smaller, or raise the limit with --max-size.'
  expect(new Set(err.split('\n'))).toEqual(new Set([message, '']))
  expect(await list('photos')).toEqual([])
})

it('sends a header that is given twice as one with both values', async () => {
  const sent: unknown[] = []
  const server = await startServer(
    ({ headers }, response) => {
      sent.push([headers.cookie, headers['x-tag']])
      response.end(png)
    },
    { as: 'http' },
  )
  onTestFinished(() => server.close())
  const { photosalbum } = await computer()
  const headers = ['Cookie: a=1', 'cookie: b=2', 'X-Tag: one', 'x-tag: two'].flatMap((header) => ['--header', header])
  expect((await photosalbum(['save', `${server.origin}/a.png`, '-a', 'photos', ...headers])).code).toBe(0)
  expect(sent).toEqual([['a=1; b=2', 'one, two']])
})

it('reads standard input, data: URLs and file: URLs', async () => {
  const { path, write, list, photosalbum } = await computer()
  await write({ 'from disk.png': png })
  const dataUrl = `data:image/png;base64,${png.toString('base64')}`
  const args = ['save', '-', '--album', 'photos', '--name', 'piped']
  expect(await photosalbum(args, { input: jpeg })).toMatchObject({ code: 0, err: '' })
  expect(await photosalbum(['save', `file://${path('from%20disk.png')}`, '--album', 'photos'])).toMatchObject({
    code: 0,
  })
  expect(await photosalbum(['save', dataUrl, '--album', 'photos'])).toMatchObject({ code: 0 })
  expect(await list('photos')).toEqual([expect.stringMatching(/^IMG_\d{8}_\d{6}\.png$/), 'from disk.png', 'piped.jpg'])
  expect(await readFile(path('photos/piped.jpg'))).toEqual(jpeg)
  const { code, err } = await photosalbum(['save', '-', '--album', 'photos'], { input: '' })
  expect(code).toBe(1)
  expect(err).toMatch(/^photosalbum: .*empty.*\n$/i)
})

it('--name: the name of one photo, or numbered names in the order of the arguments', async () => {
  const { path, write, list, photosalbum } = await computer()
  const many = Array.from({ length: 10 }, (_, index) => `${index}.png`)
  await write({ ...Object.fromEntries(many.map((name) => [name, png])), 'x.jpg': jpeg })
  await photosalbum(['save', 'x.jpg', '--name', '海报 ../1.png', '--album', 'one'])
  expect(await list('one')).toEqual([expect.stringMatching(/海报.*\.jpg$/)])
  await photosalbum(['save', 'x.jpg', ...many.slice(1), '-n', 'trip', '-a', 'many'])
  expect(await list('many')).toHaveLength(10)
  expect(await readFile(path('many/trip-01.jpg'))).toEqual(jpeg)
  expect(await list('many')).toContain('trip-10.png')
  await photosalbum(['save', 'x.jpg', '1.png', '-n', 'trip.jpg', '-a', 'two'])
  expect(await list('two')).toEqual(['trip-1.jpg', 'trip-2.png'])
})

it('--max-size: a larger image is refused', async () => {
  const { write, list, photosalbum } = await computer()
  await write({ 'small.png': png, 'large.png': Buffer.concat([png, Buffer.alloc(200_000)]) })
  const { code, out } = await photosalbum([
    'save',
    'small.png',
    'large.png',
    '--max-size',
    '150kB',
    '--album',
    'photos',
    '--json',
  ])
  expect(code).toBe(1)
  expect(out).toContain('"reason":"too-large"')
  expect(out).toMatch(/has 2\d\d kB, and 150 kB are allowed\. Make it smaller, or raise the limit with --max-size\./)
  expect(await list('photos')).toEqual(['small.png'])
})

fullTest('--max-size: is reported in the unit it was given in, for an input of unknown size', async () => {
  const { photosalbum } = await computer()
  const { code, err } = await photosalbum(['save', '-', '--max-size', '1kB', '--album', 'photos'], {
    input: Buffer.concat([png, Buffer.alloc(5_000)]),
  })
  expect(code).toBe(1)
  expect(err).toBe(
    'photosalbum: The image has more than 1 kB, and no more are allowed. Make it smaller, or raise the limit with --max-size.\n',
  )
})

it('saves many images where they cannot all be open at once', async (context) => {
  if (process.platform === 'win32') context.skip('has no such limit')
  const { write, list, shell } = await computer()
  await write(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.png`, png])))
  const { code, err } = await shell('ulimit -n 256; photosalbum save --jobs 128 {0..299}.png --album photos').ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(await list('photos')).toHaveLength(300)
})

it.each(sample(1, ['', 'here']))('never uses the current folder as the home folder: HOME=%s', async (HOME) => {
  const { write, list, photosalbum } = await computer()
  await write({ 'a.png': png })
  const what = HOME === '' ? 'There is no home folder: HOME is empty' : 'HOME is "here", which is not a full path'
  const problem = `${what}. Set it to the path of your home folder.`
  const ended = await photosalbum(['save', 'a.png'], { env: { HOME } })
  expect(ended).toEqual({ code: 1, out: '', err: `photosalbum: ${problem}\n` })
  expect(await list('.')).toEqual(['a.png'])
  const { code, out } = await photosalbum(['doctor', '--json'], { env: { HOME } })
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ writable: 'no', problems: [{ problem }] })
  expect(JSON.parse(out)).not.toHaveProperty('location')
})

it.each(
  sample(1, [
    ['--timeout', '5'],
    ['--timeout', '1h'],
    ['--timeout', '9999h'],
    ['--max-size', '100000'],
  ]),
)('takes %s %s', async (option, value) => {
  const { photosalbum } = await computer()
  const server = await startServer((_request, response) => response.end(png))
  onTestFinished(() => server.close())
  const ended = await photosalbum(['save', `${server.origin}/a.png`, option, value, '--album', 'photos'])
  expect(ended).toMatchObject({ code: 0, err: '' })
})

it('C17: leaves the original where it is', async () => {
  const { path, write, photosalbum } = await computer()
  await write({ 'a.png': png })
  await photosalbum(['save', 'a.png', '--album', 'photos'])
  expect((await stat(path('a.png'))).size).toBe(png.length)
})

it('--header and --user-agent reach the server, and no other origin', async () => {
  const seen: {
    readonly host: string | undefined
    readonly referer: string | undefined
    readonly agent: string | undefined
  }[] = []
  const serve = (redirect?: string) =>
    startServer(({ headers }, response) => {
      seen.push({ host: headers.host, referer: headers.referer, agent: headers['user-agent'] })
      if (redirect) response.writeHead(302, { location: redirect }).end()
      else response.end(png)
    })
  const other = await serve()
  const first = await serve(`${other.origin}/b.png`)
  onTestFinished(() => Promise.all([first.close(), other.close()]).then(() => {}))
  const { photosalbum } = await computer()
  const headers = ['--header', 'Referer: https://example.com/', '--header', 'X-Token: 1', '--user-agent', 'Mozilla/5.0']
  const ended = await photosalbum(['save', `${first.origin}/a.png`, ...headers, '--album', 'photos'])
  expect(ended).toMatchObject({ code: 0, err: '' })
  expect(seen[0]).toMatchObject({ referer: 'https://example.com/', agent: 'Mozilla/5.0' })
  expect(seen[1]?.referer).toBeUndefined()
})
