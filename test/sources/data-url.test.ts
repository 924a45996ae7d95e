import fc from 'fast-check'
import { dataUrl } from 'photosalbum'
import { expect, it } from 'vitest'
import { bytesOf, failure, never } from './helpers.ts'

it.each([
  ['data:image/png;base64,iVBORw0KGgo=', '\x89PNG\r\n\x1a\n'],
  ['data:image/png;base64,iVBORw0KGgo', '\x89PNG\r\n\x1a\n'],
  ['data:image/png;base64,iVBORw0KGgo%3D', '\x89PNG\r\n\x1a\n'],
  ['DATA:image/png;name=a.png;charset=x;BASE64,\n iVBO\r\n Rw0K Ggo=\n', '\x89PNG\r\n\x1a\n'],
  ['data:;base64,', ''],
  ['data:,', ''],
  ['data:,hello%20there%00', 'hello there\0'],
  ['data:text/plain,a,b#part', 'a,b'],
  ['data:image/gif,GIF89a%FF%fe', 'GIF89a\xff\xfe'],
])('%j', async (url, expected) => {
  expect((await bytesOf(dataUrl(url))).toString('latin1')).toBe(expected)
})

it.each([
  ['data:image/png', /no comma/],
  [5 as unknown as string, /does not start with "data:"/],
  ['image/png;base64,AAAA', /does not start with "data:"/],
  ['data:;base64,AA*A', /a character that is not base64 at character 16/],
  ['data:;base64,AA==AA', /a character that is not base64 at character 16/],
  ['data:;base64,AA%2aA', /a character that is not base64 at character 16/],
  ['data:;base64,AAAAA', /is truncated at character 19/],
  ['data:;base64,AAA==', /is truncated/],
  ['data:;base64,AA_-', /a character that is not base64/],
  ['data:,100%', /"%" without two hexadecimal digits after it at character 10/],
  ['data:,%zz', /at character 7/],
])('%j is refused with the position of the mistake', async (url, text) => {
  expect(await failure(() => dataUrl(url).open(never))).toEqual({
    reason: 'unsupported-path',
    message: expect.stringMatching(text),
  })
})

it('decodes any bytes in both encodings, like the platform', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const base64 = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`
      const percent = `data:,${Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`
      for (const url of [base64, percent]) {
        expect(await bytesOf(dataUrl(url))).toEqual(Buffer.from(bytes))
        expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(Buffer.from(bytes))
      }
    }),
  )
})
