import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageType } from '../../src/core/types.ts'
import { extensionOf, photoName, safeName } from '../../src/image/file-name.ts'
import { count } from '../setup/counts.ts'

const now = new Date(2026, 0, 2, 3, 4, 5)
const named = (name: string | undefined, type: ImageType = 'jpeg') => photoName(name, type, now)
const byTime = 'IMG_20260102_030405.jpg'

describe('C16: a name that a person would use is kept, with the right extension', () => {
  it.each<[string, ImageType, string]>([
    ['海报 2026.png', 'png', '海报 2026.png'],
    ['IMG_0001.HEIC', 'heic', 'IMG_0001.HEIC'],
    ['poster.png', 'webp', 'poster.webp'],
    ['poster.php', 'jpeg', 'poster.jpg'],
    ['poster.image', 'jpeg', 'poster.jpg'],
    ['poster', 'avif', 'poster.avif'],
    ['holiday.JPEG', 'jpeg', 'holiday.JPEG'],
    ['holiday.tiff', 'tiff', 'holiday.tiff'],
    ['holiday.heif', 'heic', 'holiday.heif'],
    ['Mr. Smith', 'png', 'Mr. Smith.png'],
    ['v1.2 final. really', 'png', 'v1.2 final. really.png'],
    ['v1.2', 'png', 'v1.2.png'],
    ['trip.v2', 'png', 'trip.v2.png'],
    ['2026.01.02', 'jpeg', '2026.01.02.jpg'],
    ['poster.php', 'png', 'poster.png'],
    ['mmexport1699999999999.jpg', 'jpeg', 'mmexport1699999999999.jpg'],
    ['IMG_20240101_123456.jpg', 'jpeg', 'IMG_20240101_123456.jpg'],
    ['20240101.jpg', 'jpeg', '20240101.jpg'],
    ['e\u0301te\u0301.jpg', 'jpeg', '\u00e9t\u00e9.jpg'],
    ['👨‍👩‍👧‍👦 party 🏳️‍🌈.gif', 'gif', '👨‍👩‍👧‍👦 party 🏳️‍🌈.gif'],
    ['image of a cat.png', 'png', 'image of a cat.png'],
    ['downloads.png', 'png', 'downloads.png'],
    ['b.jpg!small', 'jpeg', 'b.jpg'],
    ['b.JPG!w300', 'webp', 'b.webp'],
    ['b.png@100w_100h_1l.webp', 'webp', 'b.webp'],
    ['b.jpg~tplv-abc-image', 'jpeg', 'b.jpg'],
    ['b.jpg_200x200q90.jpg', 'jpeg', 'b.jpg'],
    ['最终版.jpg_备份.png', 'png', '最终版.jpg_备份.png'],
    ['微信图片_20240101120000.jpg', 'jpeg', '微信图片_20240101120000.jpg'],
    ['截屏2024-01-01 上午10.30.12.png', 'png', '截屏2024-01-01 上午10.30.12.png'],
    ['海报（1）.PNG', 'png', '海报（1）.PNG'],
    ['海报V2.0', 'png', '海报V2.0.png'],
    ['海报.最终版', 'png', '海报.最终版.png'],
    ['「春节」促销！！.jpg', 'jpeg', '「春节」促销！！.jpg'],
  ])('%s as %s: %s', async (name, type, expected) => {
    expect(named(name, type)).toBe(expected)
  })

  it('has an extension for every type', () => {
    const types: ImageType[] = ['jpeg', 'png', 'gif', 'webp', 'heic', 'avif', 'bmp', 'tiff']
    expect(types.map(extensionOf)).toEqual(['jpg', 'png', 'gif', 'webp', 'heic', 'avif', 'bmp', 'tif'])
  })
})

describe('C16: a name that only a program would use is replaced by the time', () => {
  it.each([
    undefined,
    '',
    '  ',
    '.image',
    '.jpg',
    'image',
    'image.png',
    'Image (3).png',
    'download',
    'blob',
    'file.jpg',
    '66539db61b570eb2b7cf2df4241ea56c.png',
    '66539DB61B570EB2.image',
    '123e4567-e89b-12d3-a456-426614174000.jpg',
    '1699999999999.jpg',
    '...',
    '___',
    '\u202e\u200b',
  ])('%j', async (name) => {
    expect(named(name)).toBe(byTime)
  })

  it('but not if it was chosen for this photo', async () => {
    expect(safeName('1699999999999', 'png')).toBe('1699999999999.png')
    expect(safeName('image.png', 'webp')).toBe('image.webp')
    expect(safeName('..', 'png')).toBe('')
  })
})

describe('C16: a name is safe on every platform', () => {
  it.each([
    ['../../etc/passwd', '_.._etc_passwd.jpg'],
    ['C:\\photos\\a.jpg', 'C_photos_a.jpg'],
    ['a:b*c?d"e<f>g|h.jpg', 'a_b_c_d_e_f_g_h.jpg'],
    ['a\0b\nc\u0085d.jpg', 'a_b_c_d.jpg'],
    ['.hidden.jpg', 'hidden.jpg'],
    ['trailing. . ', 'trailing.jpg'],
    ['trail .jpg ', 'trail .jpg'],
    ['photo\u202egpj.exe', 'photogpj.jpg'],
    ['zero\u200bwidth\ufeff.jpg', 'zerowidth.jpg'],
    ['joined\u200dletters.jpg', 'joinedletters.jpg'],
    ['CON.jpg', '_CON.jpg'],
    ['con', '_con.jpg'],
    ['nul.tar.gz', '_nul.tar.jpg'],
    ['COM1 .jpg', '_COM1 .jpg'],
    ['LPT².jpg', '_LPT².jpg'],
    ['CONIN$.jpg', '_CONIN$.jpg'],
    ['COM10.jpg', 'COM10.jpg'],
    ['Conrad.jpg', 'Conrad.jpg'],
    ['half \ud83d of it.jpg', 'half _ of it.jpg'],
  ])('%j becomes %j', async (name, expected) => {
    expect(named(name)).toBe(expected)
  })

  it('cuts a long name between characters, at 200 bytes', async () => {
    expect(named(`${'x'.repeat(300)}.jpg`)).toBe(`${'x'.repeat(196)}.jpg`)
    expect(named('👨‍👩‍👧‍👦'.repeat(40))).toBe(`${'👨‍👩‍👧‍👦'.repeat(7)}.jpg`)
    expect(named(`${'海'.repeat(100)}.jpeg`)).toBe(`${'海'.repeat(65)}.jpeg`)
  })

  it('counts what is put before the name of a device', () => {
    expect(named(`nul.${'v'.repeat(300)}`)).toHaveLength(200)
  })

  it('takes no longer for 200,000 characters', () => {
    for (const character of [' ', '.', '(1', '_', '.jpg', '!', '\u200d', '海']) {
      const name = named(`a${character.repeat(200_000)}b`)
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200)
    }
    expect(named(`${'海报 '.repeat(50_000)}.png`, 'png')).toMatch(/^(海报 )+海?报?\.png$/)
  })

  it('for any string', async () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'./\\: \u202e\u200dnulcon1²\ud83d👨‍👩'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
      maxLength: 120,
    })
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const name = await named(text)
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        expect(name).not.toMatch(/[\\/:*?"<>|\0-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/)
        expect(name).not.toMatch(/^[\s.]|^(con|prn|aux|nul|(com|lpt)\d)\s*(\.|$)/i)
        expect(name).toMatch(/.\.(jpe?g|jpe|jfif)$/i)
        expect(name).not.toMatch(/\p{Cs}/u)
        expect(name.normalize('NFC')).toBe(name)
        expect(named(name)).toBe(name)
      }),
      { numRuns: count(80, 300) },
    )
  })
})
