import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { computer } from './command.ts'
import { png } from './pictures.ts'

/**
 * A page that logs line by line until an output fails, and a little longer, and then saves. `onError` would get what it
 * is blamed for. Without a failure it ends all the same, far beyond what a pipe holds.
 */
async function chatty(onError: string) {
  const server = await startServer((_request, response) => response.end(png))
  onTestFinished(() => server.close())
  const home = await computer()
  await home.write({
    'app/app.js': `App({ ${onError} })`,
    'app/app.json': '{ "pages": ["page"] }',
    'app/page.axml': '<view/>',
    'app/page.js': `const process = Function('return process')()
    const { setImmediate } = Function('return globalThis')()
    Page({
      async onReady() {
        let left = 20_000
        for (const output of [process.stdout, process.stderr]) output.once('error', () => { left = 3 })
        for (let line = 0; left > 0; line++, left--) {
          console.log('line', line)
          my.showToast({ content: 'shown' })
          await new Promise((resolve) => setImmediate(resolve))
        }
        await my.saveImageToPhotosAlbum({ filePath: '${server.origin}/a.png' })
      },
    })`,
  })
  return home
}

const BLAMED = `onError(message) { console.log('blamed', message); console.error('blamed', message) }`

it.each(
  sample(1, [
    ['an app with onError', BLAMED, ''],
    ['an app without', '', ''],
    ['--json', BLAMED, '--json'],
  ]),
)('a reader that goes away is not an error, and the photo is saved: %s', async (_what, onError, flag) => {
  const { list, shell } = await chatty(onError)
  const { ended } = shell(`photosalbum run app --album photos ${flag} | head -1; echo "\${PIPESTATUS[0]}"`)
  const { out, err } = await ended
  expect(err).toBe('')
  expect(out).toMatch(flag ? /^\{"event":"log",.*\}\n0\n$/ : /^line 0\n0\n$/)
  expect(await list('photos')).toEqual(['a.png'])
})

it.each(sample(1, ['', '--json']))(
  'a failed write to an output is reported once, and the photo is saved: %s',
  async (flag) => {
    const { list, shell } = await chatty(BLAMED)
    const { code, err } = await shell(`photosalbum run app --album photos ${flag} > /dev/full`).ended
    expect(err).toMatch(/^photosalbum: Cannot write to standard output: .*\(ENOSPC\).*\n$/)
    expect(code).toBe(1)
    expect(await list('photos')).toEqual(['a.png'])
  },
)

fullTest('errors that cannot be printed do not keep photos from being saved either', async () => {
  const { list, shell } = await chatty(BLAMED)
  const { code } = await shell('photosalbum run app --album photos --call nothing 2> /dev/full').ended
  expect(code).toBe(2)
  const failing = await shell(
    `sed -i "s/console.log('line', line)/console.error(line)/" app/page.js; photosalbum run app -a photos 2> /dev/full`,
  ).ended
  expect(failing.code).toBe(1)
  expect(failing.out).toContain('Saved 1 photo')
  expect(await list('photos')).toEqual(['a.png'])
})
