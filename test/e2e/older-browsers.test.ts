import { expect, test } from 'vitest'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'
import { run, stage } from './chromium.ts'

/** Removes the features from a current Chromium that version 108, the WebView of many apps, does not have. */
const at = stage()
const ok = { success: true }

const OLDER = () => {
  const newer: [from: object | undefined, ...names: PropertyKey[]][] = [
    [URL, 'canParse', 'parse'],
    [Array, 'fromAsync'],
    [Array.prototype, 'toReversed', 'toSorted', 'toSpliced', 'with'],
    [Uint8Array, 'fromBase64', 'fromHex'],
    [Uint8Array.prototype, 'toBase64', 'toHex', 'setFromBase64', 'setFromHex'],
    [Object.getPrototypeOf(Uint8Array.prototype), 'toReversed', 'toSorted', 'with'],
    [ArrayBuffer.prototype, 'resize', 'transfer', 'transferToFixedLength'],
    [String.prototype, 'isWellFormed', 'toWellFormed'],
    [Object, 'groupBy'],
    [Map, 'groupBy'],
    [Map.prototype, 'getOrInsert', 'getOrInsertComputed'],
    [Set.prototype, 'difference', 'intersection', 'isDisjointFrom', 'isSubsetOf', 'isSupersetOf', 'union'],
    [Promise, 'try', 'withResolvers'],
    [RegExp, 'escape'],
    [Error, 'isError'],
    [AbortSignal, 'any'],
    [ReadableStream, 'from'],
    [ReadableStream.prototype, Symbol.asyncIterator, 'values'],
    [Blob.prototype, 'bytes'],
    [Response.prototype, 'bytes'],
    [
      Object.getPrototypeOf(Object.getPrototypeOf([].values())),
      'drop',
      'every',
      'filter',
      'find',
      'flatMap',
      'forEach',
    ],
    [Object.getPrototypeOf(Object.getPrototypeOf([].values())), 'map', 'reduce', 'some', 'take', 'toArray'],
  ]
  for (const [from, ...names] of newer) for (const name of names) Reflect.deleteProperty(from ?? {}, name)
}

test('C1, C16, C28, C40 to C42: a browser of 2022, as inside many apps, has all required features', async () => {
  await at.be({})
  await at.context.addInitScript(OLDER)
  const page = await at.open()
  expect(await page.evaluate(() => 'canParse' in URL)).toBe(false)
  const url = `${at.site.origin}/image/poster.png`
  expect(await run(page, 'page', 'files', { url })).toMatchObject({ results: [ok, ok], foreign: { error: 17 } })
  expect(await run(page, 'page', 'save', { filePath: url })).toMatchObject({ result: ok, names: ['poster.png'] })
  const kinds = ['jpeg', 'png', 'gif', 'webp', 'heic', 'avif', 'bmp', 'tiff'] as const
  const saved = await run(page, 'page', 'kinds', { images: kinds.map((kind) => [...tinyImage(kind)]) })
  expect(saved).toEqual(kinds.map((kind) => [kind, expect.stringMatching(/^👩‍🌾 in spring/u)]))
  const refused = await page.evaluate(`import('/dist/bridge/index.js')
    .then(({ connectMyToParent }) => connectMyToParent('https://app.example/'))
    .catch(({ message }) => message)`)
  expect(refused).toContain('such as "https://app.example"')
})
