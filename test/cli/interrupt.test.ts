import { createSocket } from 'node:dgram'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { needs } from '../node/fault.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { computer, main } from './command.ts'
import { jpeg, png } from './pictures.ts'

/** Sends the first half of a picture, and then nothing more. `asked` resolves once that half is on its way. */
async function stuckServer() {
  const bytes = jpeg
  let tell = () => {}
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  const server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length })
    response.write(bytes.subarray(0, bytes.length / 2), tell)
  })
  onTestFinished(() => server.close())
  return { url: `${server.origin}/stuck.jpg`, asked, server }
}

it.each(
  sample(1, [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const),
)('C18: %s in the middle of a download leaves no partial photo', async (signal, exitCode) => {
  const { write, list, start } = await computer()
  await write({ 'a.png': png })
  const { url, asked } = await stuckServer()
  const { process, ended, until } = start(['save', 'a.png', url, '--album', 'photos'])
  await Promise.all([asked, until(/Saved .*a\.png/)])
  process.kill(signal)
  const { code, err } = await ended
  expect(code).toBe(exitCode)
  expect(err).toBe('photosalbum: cancelled: 1 of 2 images saved; no partial files were left.\n')
  expect(await list('photos')).toEqual(['a.png'])
})

fullTest('--json reports what was cancelled, too', async () => {
  const { start } = await computer()
  const { url, asked } = await stuckServer()
  const { process, ended } = start(['save', url, url, '--jobs', '1', '--album', 'photos', '--json'])
  await asked
  process.kill('SIGINT')
  const { out } = await ended
  const reasons = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).error.reason)
  expect(reasons).toEqual(['cancelled', 'cancelled'])
})

it('C20: --timeout gives up on a server that falls silent', async () => {
  const { list, photosalbum } = await computer()
  const { url } = await stuckServer()
  const { code, out } = await photosalbum(['save', url, '--timeout', '200ms', '--album', 'photos', '--json'])
  expect(code).toBe(1)
  const message = expect.stringMatching(/sent nothing for 200ms\. Try again, or wait longer with --timeout\.$/)
  expect(JSON.parse(out)).toMatchObject({ input: url, error: { reason: 'timeout', message } })
  expect(await list('photos')).toEqual([])
})

it.each(sample(1, ['webdav+ORIGIN/photos', 's3://photos']))('--timeout is also for the album %s', async (album) => {
  // It reads the requests, and never answers.
  const server = await startServer((request) => void request.resume(), { as: 'http' })
  onTestFinished(() => server.close())
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const env = { AWS_ENDPOINT_URL: server.origin, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
  const args = ['save', 'a.png', '--album', album.replace('ORIGIN', server.origin), '--timeout', '100ms']
  const { code, err } = await photosalbum(args, { env })
  expect(code).toBe(1)
  expect(err).toMatch(/: the server did not answer in time( \(TimeoutError\))?\. /)
})

it('C18: Ctrl-C in photosalbum run fails the calls that are under way, and reports what was saved', async () => {
  const { write, list, start } = await computer()
  const { url, asked } = await stuckServer()
  await write({
    'page.js': `my.saveImageToPhotosAlbum({ filePath: '${url}', fail: (res) => console.log('failed with', res.error) })`,
  })
  const { process, ended } = start(['run', 'page.js', '--album', 'photos'])
  await asked
  process.kill('SIGINT')
  const { code, out } = await ended
  expect(code).toBe(130)
  expect(out).toContain('failed with 17')
  expect(out).toContain('Not saved 1 photo')
  expect(await list('photos')).toEqual([])
})

it.each(
  sample(1, [
    ['an endless timer', 'setInterval(() => {}, 60_000)', 1],
    ['an endless loop, by the second Ctrl-C', 'while (true) {}', 2],
  ]),
)('photosalbum run is ended by Ctrl-C: %s', async (_what, endless, times) => {
  const { write, start } = await computer()
  await write({ 'page.js': `console.log('here'); setTimeout(() => { console.log('begun'); ${endless} })` })
  const { process, ended, until } = start(['run', 'page.js'])
  await until(/begun/)
  for (let count = 0; count < times; count++) process.kill('SIGINT')
  const { code, out } = await ended
  expect(code).toBe(130)
  // It was not given the time to.
  expect(out).not.toContain('did not call')
})

it('photosalbum simulate serves until Ctrl-C, which is not a failure', async () => {
  const { start } = await computer()
  const { process, ended, until } = start(['simulate', '--no-open', '--port', '0'])
  await until(/^http:\/\/127\.0\.0\.1:\d+\/\S*\n/m)
  process.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 0, err: expect.stringMatching(/^.* Ctrl-C stops it\.\n$/) })
})

it('Ctrl-C does not wait for the name of a host', async (context) => {
  needs(context, 'mount')
  const silent = createSocket('udp4')
  onTestFinished(() => void silent.close())
  await new Promise<void>((resolve, reject) => {
    silent.once('error', reject)
    silent.bind(53, '127.0.77.53', resolve)
  }).catch(() => context.skip('needs the port of DNS'))
  const asked = new Promise<void>((resolve) => silent.once('message', () => resolve()))
  const { path, write, list, shell } = await computer()
  await write({
    'resolv.conf': 'nameserver 127.0.77.53\noptions timeout:30 attempts:5\n',
    'at-exit.mjs': "process.once('exit', (code) => console.log('cleaned up', code))",
  })
  const save = `exec env NODE_OPTIONS=--import=${path('at-exit.mjs')} "${process.execPath}" "${main}" save http://some.host.example/a.png --album photos`
  const command = shell(`exec unshare -m sh -c 'mount --bind ${path('resolv.conf')} /etc/resolv.conf; ${save}'`)
  await asked
  command.process.kill('SIGINT')
  // A shell sees 130, as for every process that Ctrl-C ends.
  expect(await command.ended).toEqual({
    code: null,
    out: 'cleaned up 130\n',
    err: 'photosalbum: cancelled: 0 of 1 image saved; no partial files were left.\n',
  })
  expect(await list('photos')).toEqual([])
})
