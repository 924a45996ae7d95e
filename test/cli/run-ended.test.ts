import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { alipayObjects, SAVE } from './alipay-objects.ts'
import { computer, linesOf } from './command.ts'
import { png } from './pictures.ts'

/** Saves a photo, tells its process, and then never comes to an end. */
async function busyPage() {
  const server = await startServer((_request, response) => response.end(png))
  onTestFinished(() => server.close())
  const home = await computer()
  await home.write({
    'page.js': `const process = Function('return process')()
    my.saveImageToPhotosAlbum({ filePath: '${server.origin}/a.png', success() {
      console.log('busy', process.pid)
      while (true) {}
    } })`,
  })
  return home
}

it.each(
  sample(1, [
    ['by the second Ctrl-C', 2],
    ['some time after the first', 1],
  ]),
)('photos saved before an endless loop are reported when it is ended %s', async (_when, times) => {
  const { path, start } = await busyPage()
  for (const flags of sample(1, [[], ['--json']])) {
    const { process, ended, until } = start(['run', 'page.js', '--album', 'photos', ...flags])
    await until(/busy \d+/)
    process.kill('SIGINT')
    if (times === 2) process.kill('SIGTERM')
    const { code, out, err } = await ended
    expect([130, 143]).toContain(code)
    if (times === 1) expect(err).toBe('photosalbum: the app did not end by itself, so it was killed.\n')
    const last = out.trimEnd().split('\n').at(-1) ?? ''
    if (flags.length > 0) expect(JSON.parse(last)).toEqual({ event: 'end', saved: 1, failed: 0, uncaught: 0 })
    else {
      expect(out).toContain('\nSaved 1 photo\n')
      expect(last).toContain(path('photos/a'))
    }
  }
})

fullTest('the app’s process ends with the command, even in an endless loop', async () => {
  const { start } = await busyPage()
  const { process: command, ended, until } = start(['run', 'page.js', '--album', 'photos'])
  let out = ''
  command.stdout?.on('data', (text: string) => {
    out += text
  })
  await until(/busy \d+\n/)
  const app = Number(/busy (\d+)/.exec(out)?.[1])
  onTestFinished(() => endIfAlive(app))
  command.kill('SIGKILL')
  // Standard output is the app's, too: it is closed once both are gone.
  await ended
})

fullTest('an app that another program ended is reported, with what was saved before', async () => {
  const { start } = await busyPage()
  const { ended, until, process: command } = start(['run', 'page.js', '--album', 'photos'])
  let out = ''
  command.stdout?.on('data', (text: string) => {
    out += text
  })
  await until(/busy \d+\n/)
  process.kill(Number(/busy (\d+)/.exec(out)?.[1]), 'SIGKILL')
  expect(await ended).toMatchObject({
    code: 137,
    out: expect.stringContaining('Saved 1 photo'),
    err: 'photosalbum: the app was ended by SIGKILL, from outside or for lack of memory.\n',
  })
})

fullTest('calls that Ctrl-C ended are not reported as errors of the app', async () => {
  let asked = () => {}
  const request = new Promise<void>((resolve) => {
    asked = resolve
  })
  const server = await startServer(asked)
  onTestFinished(() => server.close())
  const { write, start } = await computer()
  await write({
    'page.js': `Page({ async onReady() { await my.saveImageToPhotosAlbum({ filePath: '${server.origin}/a.png' }) } })`,
  })
  const { process, ended } = start(['run', 'page.js', '--album', 'photos'])
  await request
  process.kill('SIGINT')
  const { code, out, err } = await ended
  expect({ code, err }).toEqual({ code: 130, err: '' })
  expect(out).toContain('Not saved 1 photo\n  error 17 (cancelled)')
})

function endIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone, as it should be.
  }
}

it('reports what was saved even when the app ends the process', async () => {
  const { write, photosalbum } = await computer()
  const { env } = await alipayObjects()
  await write({ 'page.js': SAVE.replace('console.log(JSON.stringify(res))', `Function('return process')().exit(7)`) })
  const { code, out } = await photosalbum(['run', 'page.js', '--album', 'photos'], { env })
  expect(code).toBe(7)
  expect(out).toContain('Saved 1 photo')
})

it.each(
  sample(0, [
    ['wait', ['after'], 'wait did not finish; after was not run.'],
    ['wait', ['after', 'last'], 'wait did not finish; after, last were not run.'],
    ['wait', [], 'wait did not finish.'],
  ]),
)('reports a --call that never ends: %s, then %j', async (first, others, says) => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': 'Page({ async wait() { await new Promise(() => {}) }, after() {}, last() {} })' })
  const calls = [first, ...others].flatMap((name) => ['--call', name])
  const { code, out, err } = await photosalbum(['run', 'page.js', ...calls])
  expect({ code, out, err }).toEqual({ code: 1, out: '\nNothing was saved.\n', err: `photosalbum: ${says}\n` })
  const { out: json } = await photosalbum(['run', 'page.js', ...calls, '--json'])
  expect(linesOf(json)).toEqual([
    { event: 'never-ended', what: first, skipped: others },
    { event: 'end', saved: 0, failed: 0, uncaught: 0 },
  ])
})

it.each(
  sample(1, [
    ['in a call', 'a() { process.exit(0) }', ['a', 'b', 'c'], ['b', 'c'], 1],
    ['with a text', "a() { process.exit('0') }", ['a', 'b'], ['b'], 1],
    ['with a code that a shell takes for 0', 'a() { process.exit(256) }', ['a', 'b'], ['b'], 1],
    ['in the life cycle', 'a() {}, onReady() { process.exit(0) }', ['a'], ['a'], 1],
    ['with a code of its own', 'a() { process.exit(7) }', ['a', 'b'], ['b'], 7],
    ['in the last call', 'a() { process.exit(0) }', ['b', 'a'], [], 0],
  ]),
)(
  'reports which calls an app that ends its process did not reach: %s',
  async (_when, page, names, skipped, exitCode) => {
    const { write, photosalbum } = await computer()
    await write({ 'page.js': `const process = Function('return process')()\nPage({ ${page}, b() {}, c() {} })` })
    const calls = names.flatMap((name) => ['--call', name])
    const { code, out, err } = await photosalbum(['run', 'page.js', ...calls])
    const says = `${skipped.join(', ')} ${skipped.length > 1 ? 'were' : 'was'} not run`
    expect(err).toBe(skipped.length > 0 ? `photosalbum: the app ended its process; ${says}.\n` : '')
    expect({ code, out }).toEqual({ code: exitCode, out: '\nNothing was saved.\n' })
    const { out: json } = await photosalbum(['run', 'page.js', ...calls, '--json'])
    expect(linesOf(json)).toEqual([
      ...(skipped.length > 0 ? [{ event: 'exited', skipped }] : []),
      { event: 'end', saved: 0, failed: 0, uncaught: 0 },
    ])
  },
)
