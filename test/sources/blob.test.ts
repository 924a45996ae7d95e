import { Readable } from 'node:stream'
import { blob } from 'photosalbum'
import { expect, it } from 'vitest'
import { bytesOf, failure, never, opened } from './helpers.ts'

const content = Buffer.alloc(2_500_000, 'photo album ')

it.each<[string, Parameters<typeof blob>[0]]>([
  ['a Blob', new Blob([content])],
  ['bytes', content],
  ['a view into other bytes', new Uint8Array(content.buffer, content.byteOffset, content.length)],
  ['an ArrayBuffer', Uint8Array.from(content).buffer],
  ['a DataView', new DataView(content.buffer, content.byteOffset, content.length)],
  ['numbers of two bytes', new Uint16Array(Uint8Array.from(content).buffer)],
])('%s can be read completely, any number of times', async (_name, data) => {
  const source = blob(data, { name: 'a.png' })
  for (let time = 0; time < 2; time++) {
    const it = await opened(source)
    expect([it.name, it.size]).toEqual(['a.png', content.length])
    expect(Buffer.from(await it.access!.read(content.length - 5, 10))).toEqual(content.subarray(-5))
    expect((await bytesOf(it)).equals(content)).toBe(true)
  }
})

it('a File has a name, which the option replaces', async () => {
  const file = new File([content], '海报.png')
  expect((await opened(blob(file))).name).toBe('海报.png')
  expect((await opened(blob(file, { name: 'b.png' }))).name).toBe('b.png')
})

it('no bytes are no bytes', async () => {
  expect((await bytesOf(blob(new Uint8Array(0)))).length).toBe(0)
  expect((await bytesOf(blob(new Blob([])))).length).toBe(0)
})

it('a stream can be opened once', async () => {
  const source = blob(new Blob([content]).stream())
  expect((await bytesOf(source)).equals(content)).toBe(true)
  expect(await failure(() => source.open(never))).toMatchObject({ reason: 'unsupported-path' })
})

it.each<[string, unknown]>([
  ['a stream of Node', Readable.from([content])],
  ['a text', 'poster.png'],
  ['nothing', undefined],
  ['an object', {}],
])('%s is refused with advice', async (_name, data) => {
  expect(await failure(() => blob(data as Blob).open(never))).toEqual({
    reason: 'unsupported-path',
    message: expect.stringMatching(
      /Pass a Blob, bytes or a web stream; convert a Node stream with Readable\.toWeb\(stream\)\.$/,
    ),
  })
})

it.each<[string, unknown, string]>([
  ['a response', new Response(content), 'a Response. Pass blob(await response.blob()) in place of blob.'],
  ['a drawing', { getContext() {} }, "an object. Pass blob(canvas.toBuffer('image/png')) in place of blob."],
])('%s is refused with the code that makes a source of it', async (_name, data, message) => {
  expect(await failure(() => blob(data as Blob).open(never))).toEqual({
    reason: 'unsupported-path',
    message: `The image data is ${message}`,
  })
})
