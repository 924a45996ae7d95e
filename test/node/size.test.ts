import { expect, test } from 'vitest'
import { measure } from '../../scripts/measure-size.ts'

test('what a page loads for `createMy` with the default albums stays under 12 kB', async () => {
  const { atOnce } = await measure("import { createMy } from 'photosalbum/browser'; globalThis.my = createMy()")
  expect(atOnce).toBeLessThan(12_000)
})

const ALBUMS = ['memory', 'opfs', 'picked-folder', 'web-share', 'web-download', 'long-press', 'alipay-h5']

test.each(ALBUMS)('the core with one album (%s) stays under 6.5 kB', async (album) => {
  const { atOnce } = await measure(`
    import { blob, saveImage } from 'photosalbum'
    import album from 'photosalbum/albums/${album}'
    globalThis.save = (data) => saveImage(blob(data), { album: album() })`)
  expect(atOnce).toBeLessThan(6_500)
})

test.each([
  "import 'photosalbum'",
  "import 'photosalbum/browser'",
  "import { createMy, opfs, webShare } from 'photosalbum/browser'",
  "import longPress from 'photosalbum/albums/long-press'",
])('an unused import adds nothing to a bundle: %s', async (program) => {
  expect((await measure(program)).inAll).toBe(0)
})

test('`my` and its first save of a PNG from the network into OPFS are at most 40 modules', async () => {
  const program = `
    import { createMy, opfs } from 'photosalbum/browser'
    globalThis.my = createMy({ album: opfs() })`
  const firstSave = ['save-image.js', 'network/network.js', 'stream-inspector.js', 'formats/png.js']
  const modules = (await measure(program)).modulesWith(...firstSave)
  expect(modules.length, modules.join('\n')).toBeLessThanOrEqual(40)
})
