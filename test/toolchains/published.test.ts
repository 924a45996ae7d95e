import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { references } from '../references.ts'
import { installPackage, repository } from './package.ts'

const packed = installPackage()

test('every link of a published page leads to a published file, to a picture, or to the sources', () => {
  const listed = readdirSync(packed.installed, { recursive: true, encoding: 'utf8' })
  const published = listed.map((path) => path.replaceAll('\\', '/'))
  const dead = published
    .filter((path) => path.endsWith('.md'))
    .flatMap((page) =>
      references(readFileSync(join(packed.installed, page), 'utf8')).map((link) =>
        relative(repository, join(repository, dirname(page), link)),
      ),
    )
    .filter((link) => !/^(docs\/pictures|src|test)\//.test(link))
    .filter((link) => !published.includes(link.replace(/\/$/, '')))
  expect(dead).toEqual([])
})

test('C16: a page that imports photosalbum runs in CommonJS tests of Jest with jsdom', () => {
  packed.write('page/package.json', '{ "name": "page", "version": "1.0.0" }')
  packed.write(
    'page/page.test.js',
    `const { blob, saveImage, isSaveError } = require('photosalbum')
    const { createMy, memory } = require('photosalbum/browser')
    const { default: webDownload } = require('photosalbum/albums/web-download')
    const { SaveError, tinyImage } = require('photosalbum/testing')

    test('saves a user file', async () => {
      const album = memory()
      const my = createMy({ album })
      const filePath = my.env.USER_DATA_PATH + '/poster.png'
      await my.getFileSystemManager().writeFile({ filePath, data: tinyImage('png').buffer })
      expect(await my.saveImageToPhotosAlbum({ filePath })).toEqual({ success: true })
      expect(album.photos.map(({ bytes }) => [...bytes])).toEqual([[...tinyImage('png')]])
    })

    test('all entries share their classes', async () => {
      expect(webDownload().name).toBe('web-download')
      const error = await saveImage(blob(new Uint8Array(3)), { album: memory() }).catch((error) => error)
      expect(error).toBeInstanceOf(SaveError)
      expect(isSaveError(error)).toBe(true)
    })`,
  )
  expect(packed.run('page', 'jest', '--env', 'jsdom')).toMatch(/Tests:\s+2 passed, 2 total/)
})

test.each([
  ['modules', 'server.mjs', "import { createMy, blob, browser, saveImage } from 'photosalbum/browser'"],
  ['CommonJS', 'server.cjs', "const { createMy, blob, browser, saveImage } = require('photosalbum/browser')"],
])('a server that renders a page imports the same entries, in %s', (_, file, imports) => {
  packed.write(
    file,
    `${imports}
    const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
    const my = createMy()
    const print = ({ message, errorMessage = message }) => console.log(errorMessage)
    saveImage(blob(png), { album: browser() })
      .catch(print)
      .then(() => import('photosalbum/browser/global'))
      .then(() => console.log(typeof globalThis.my, typeof my.saveImageToPhotosAlbum))`,
  )
  expect(packed.run('.', 'node', file).trim().split('\n')).toEqual([
    'A server that renders a page has no album. Save in the browser, or import photosalbum/node.',
    'undefined function',
  ])
})

describe('TypeScript', () => {
  const USE = `
    import { blob, type SavedPhoto, SaveError, saveImage } from 'photosalbum'
    import opfs, { type OpfsOptions } from 'photosalbum/albums/opfs'
    import { canvas, createMy, type My } from 'photosalbum/browser'
    const options: OpfsOptions = { path: 'Photos' }
    export const my: My = createMy({ album: opfs(options) })
    export const saved: Promise<SavedPhoto> = saveImage(blob(new Uint8Array()), { album: opfs() })
    export const isError = (error: unknown): error is SaveError => error instanceof SaveError
    export { canvas }`

  test.each([
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }, ['page.ts']],
    ['nodenext', { module: 'nodenext' }, ['module.mts', 'commonjs.cts']],
    ['node16', { module: 'node16' }, ['module.mts', 'commonjs.cts']],
  ])('moduleResolution %s', (name, options, files) => {
    for (const file of files) packed.write(`types-${name}/${file}`, USE)
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      types: [],
      lib: ['es2022', 'dom'],
      ...options,
    }
    packed.write(`types-${name}/tsconfig.json`, JSON.stringify({ compilerOptions, files }))
    expect(packed.run(`types-${name}`, 'tsc', '-p', '.')).toBe('')
  })
})
