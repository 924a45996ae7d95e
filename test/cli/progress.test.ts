import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { sample } from '../setup/counts.ts'
import { computer } from './command.ts'
import { jpeg, png } from './pictures.ts'

const ESCAPE = '\u001b'
const COLOUR = new RegExp(`${ESCAPE}\\[\\d+m`)
const CONTROL = new RegExp(`${ESCAPE}\\[[\\d?]*[A-Za-z]`, 'g')
const SHOW_CURSOR = '\u001b[?25h'

/** Sends pictures by half; the other half only when the test says so. */
async function slowServer() {
  const bytes = jpeg
  const waiting: (() => void)[] = []
  let open = false
  const server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, bytes.length / 2))
    const finish = () => response.end(bytes.subarray(bytes.length / 2))
    if (open) finish()
    else waiting.push(finish)
  })
  onTestFinished(() => server.close())
  const finish = () => {
    open = true
    for (const go of waiting) go()
  }
  return { origin: server.origin, finish }
}

it('shows several images in progress on a terminal, and clears them at the end', async () => {
  const { path, write, list, onTerminal } = await computer()
  await write({ 'first.png': png })
  const { origin, finish } = await slowServer()
  const { ended, until } = onTerminal(
    `photosalbum save first.png ${origin}/poster.jpg ${origin}/海报.jpg --album photos`,
  )
  await until(/poster\.jpg +.*━+.*[\d.]+ k?B of [\d.]+ kB/)
  await until(/海报\.jpg +.*━+/)
  await until(/1 of 3 images/)
  finish()
  const { code, out } = await ended
  expect(code).toBe(0)
  expect(out.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'))
  expect(out).toContain('\u001b[32mSaved\u001b[39m')
  for (const name of ['first.png', 'poster.jpg', '海报.jpg']) expect(out).toContain(path(`photos/${name}`))
  expect(await list('photos')).toHaveLength(3)
})

it('shows that a server asked to come back later', async () => {
  const server = await startServer((_request, response) => response.writeHead(503, { 'retry-after': '30' }).end())
  onTestFinished(() => server.close())
  const { onTerminal } = await computer()
  const { process, ended, until } = onTerminal(`photosalbum save ${server.origin}/poster.jpg --album photos`)
  await until(/server busy, retry in 30s/)
  process.stdin?.write('\u0003')
  expect((await ended).out).toContain('cancelled: 0 of 1 image saved')
})

it('fits its lines to the window, and has no colours where NO_COLOR is set', async () => {
  const { onTerminal } = await computer()
  const { origin, finish } = await slowServer()
  const line = `stty cols 44 rows 10; photosalbum save ${origin}/${'long-name-'.repeat(10)}.jpg ${origin}/b.jpg --album photos`
  const { ended, until } = onTerminal(line, { NO_COLOR: '1' })
  await until(/0 of 2 images/)
  finish()
  const { out } = await ended
  expect(out).not.toMatch(COLOUR)
  const drawn = out
    .replaceAll(CONTROL, '')
    .split(/\r?\n/)
    .filter((text) => /━|images/.test(text))
  expect(drawn.length).toBeGreaterThan(0)
  for (const text of drawn) expect(text.length).toBeLessThan(44)
})

it('restores the terminal after Ctrl-C', async () => {
  const { list, onTerminal } = await computer()
  const { origin } = await slowServer()
  const { process, ended, until } = onTerminal(`photosalbum save ${origin}/poster.jpg --album photos; echo "code $?"`)
  await until(/poster\.jpg +.*━+/)
  process.stdin?.write('\u0003')
  const { out } = await ended
  expect(out).toContain('cancelled: 0 of 1 image saved')
  expect(out).toContain('code 130')
  expect(out.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'))
  expect(await list('photos')).toEqual([])
})

it.each(
  sample(1, [
    ['where there is no terminal', undefined],
    ['on a terminal that cannot redraw', 'dumb'],
  ]),
)('shows no progress %s', async (_where, TERM) => {
  const { start, onTerminal } = await computer()
  const { origin, finish } = await slowServer()
  const args = ['save', `${origin}/poster.jpg`, '--album', 'photos']
  // Longer than it takes for the display to appear where there is one: the stuck half is given up on.
  const quick = [...args, '--timeout', '1500ms']
  const { ended } = TERM ? onTerminal(`photosalbum ${quick.join(' ')}`, { TERM }) : start(quick)
  const { code, out, err } = await ended
  finish()
  expect(code).toBe(1)
  expect(out + err).not.toContain('\u001b')
  expect(out + err).not.toContain('━')
})
