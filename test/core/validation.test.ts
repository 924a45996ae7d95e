import { blob, type SaveImageOptions, type Source, saveImage } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import { failure } from '../sources/helpers.ts'
import { reading, whole } from './helpers.ts'

describe('mistakes that TypeScript would find are SaveErrors with advice', () => {
  const wrong: [name: string, source: unknown, options: unknown, message: RegExp][] = [
    ['a path', 'pics/a.png', {}, /Pass localFile\("pics\/a\.png"\)\./],
    ['a URL as a string', 'https://a.b/c.png', {}, /a URL, not a source\. Pass network\(url\)\.$/],
    ['a URL', new URL('https://me:secret@a.b/c.png'), {}, /^(?!.*secret).*Pass network\(url\)\./],
    ['a data: URL', `data:image/png;base64,${'A'.repeat(999)}`, {}, /^.{0,150} Pass dataUrl\(url\)\.$/],
    ['bytes', whole, {}, /is a Uint8Array, not a source\. Pass blob\(data\)\.$/],
    ['a buffer', new ArrayBuffer(9), {}, /is an ArrayBuffer, not a source\. Pass blob\(data\)\.$/],
    ['a Blob', new Blob([]), {}, /is a Blob, not a source\. Pass blob\(data\)\.$/],
    ['a File', new File([], 'a.png'), {}, /is a File, not a source\. Pass blob\(data\)\.$/],
    ['a stream', new Blob([]).stream(), {}, /is a ReadableStream, not a source\. Pass blob\(data\)\.$/],
    ['a response', new Response(), {}, /is a Response, .* Pass blob\(await response\.blob\(\)\)\.$/],
    ['a drawing', { getContext() {} }, {}, /an object, .* Pass blob\(canvas\.toBuffer\('image\/png'\)\)\.$/],
    ['a plain object', {}, {}, /is an object, .* Pass localFile\(path\), network\(url\) or blob\(data\)\.$/],
    ['nothing', undefined, {}, /undefined, not a source/],
    ['no options', blob(whole), undefined, /album is undefined\. Pass an album/],
    ['the path of an album', blob(whole), { album: 'photos' }, /album is "photos"\. Pass an album, such as directory/],
    [
      'what makes an album',
      blob(whole),
      { album: () => reading },
      /album is a function\. Pass the album that this function returns/,
    ],
    ['a name', blob(whole), { album: reading, name: 5 }, /name is 5\. Pass a string/],
    [
      'a limit',
      blob(whole),
      { album: reading, limits: { maxBytes: Number.NaN } },
      /limits.maxBytes is NaN\. Pass a number/,
    ],
    [
      'an AbortController',
      blob(whole),
      { album: reading, signal: new AbortController() },
      /signal is an object\. Pass an AbortSignal, such as new AbortController\(\)\.signal\.$/,
    ],
    [
      'a limit as a string',
      blob(whole),
      { album: reading, limits: { maxBytes: '100' } },
      /limits.maxBytes is "100"\. Pass/,
    ],
    ['a bare limit', blob(whole), { album: reading, limits: 1_000 }, /limits is 1000\. Pass an object, such as/],
    ['a bare name', blob(whole, 'a.png' as never), { album: reading }, /^blob: options is "a\.png"\. Pass an object/],
    ['an observer', blob(whole), { album: reading, onProgress: 'log' }, /onProgress is "log"\. Pass a function\.$/],
    ['a clock', blob(whole), { album: reading, now: new Date() }, /now is .*\. Pass a function\.$/],
    ['a name of bytes', blob(whole, { name: 5 as never }), { album: reading }, /^blob: name is 5\. Pass a string\.$/],
    [
      'a misspelt option',
      blob(whole),
      { album: reading, onprogress() {} },
      /no option onprogress\. Did you mean onProgress\?$/,
    ],
    [
      'an option in the wrong place',
      blob(whole),
      { album: reading, maxBytes: 5 },
      /no option maxBytes\. The options are album, name, /,
    ],
    [
      'a misspelt limit',
      blob(whole),
      { album: reading, limits: { maxbytes: 5 } },
      /no option limits\.maxbytes\. Did you mean limits\.maxBytes\?$/,
    ],
  ]
  it.each(wrong)('%s', async (_name, source, options, message) => {
    expect((await failure(() => saveImage(source as Source, options as SaveImageOptions))).message).toMatch(message)
  })

  it('limits may be null', async () => {
    await saveImage(blob(whole), { album: reading, limits: null } as unknown as SaveImageOptions)
  })

  it('the options of blob may be null', async () => {
    await saveImage(blob(whole, null as never), { album: reading })
  })
})
