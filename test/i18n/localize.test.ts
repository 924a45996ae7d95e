import { blob, dataUrl, isSaveError, type SaveError, saveImage } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import { localize, render } from '../../src/i18n/localize.ts'
import { albumOf, all, reading, watched, whole } from '../core/helpers.ts'

async function errorOf(save: () => Promise<unknown>): Promise<SaveError> {
  const error = await save().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isSaveError(error)) throw new Error('It did not fail with a SaveError.')
  return error
}
const saving = (...[source, options]: Partial<Parameters<typeof saveImage>>) =>
  errorOf(() => saveImage(source as never, { album: reading, ...options }))

describe('every error of the core carries data and has a Chinese sentence', () => {
  const jpeg = all.jpeg!.bytes
  const text = new TextEncoder().encode('<!doctype html><title>404</title>')
  const cases: [name: string, error: () => Promise<SaveError>, chinese: string | RegExp][] = [
    ['an abort', () => saving(blob(whole), { album: reading, signal: AbortSignal.abort() }), '已取消。'],
    [
      'a large file',
      () => saving(blob(whole, { name: 'a.png' }), { album: reading, limits: { maxBytes: 9 } }),
      `"a.png" 的大小为 ${whole.length} 字节，超过上限 9 字节。请压缩图片，或调大 maxBytes。`,
    ],
    [
      'a truncated file',
      () => saving(blob(jpeg.subarray(0, 900), { name: '海报.jpg' })),
      '"海报.jpg" 是不完整的 JPEG：只有 900 字节，缺少结尾。请获取完整的文件。',
    ],
    ['a truncated stream', () => saving(watched(jpeg.subarray(0, 900)).source), /^图片是不完整的 JPEG/],
    ['a web page', () => saving(blob(text)), '数据是 HTML 网页，不是图片。请传入图片本身或图片的网址。'],
    ['an empty file', () => saving(blob(new Uint8Array())), '图片是空文件。请传入图片。'],
    ['random bytes', () => saving(blob(new Uint8Array(9))), /开头的字节为 0000000000000000。/],
    [
      'a corrupt file',
      () => saving(blob(Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(99), 'latin1'))),
      /已损坏的 PNG：文件头无效/,
    ],
    [
      'a denied permission',
      () => saving(blob(whole), { album: { ...reading, permission: () => 'denied' } }),
      '没有写入相册“test”的权限。请授权后重试。',
    ],
    ['a path', () => saving('a.png' as never), '传入的是 "a.png"，不是图片来源。请改用 localFile("a.png")。'],
    [
      'an option',
      () => saving(blob(whole), { album: reading, name: 5 as never }),
      'saveImage：name 的值为 5，应为字符串。',
    ],
    [
      'a misspelt option',
      () => saving(blob(whole), { album: reading, onprogress() {} } as never),
      'saveImage：没有名为 onprogress 的选项。是否想写 onProgress？',
    ],
    [
      'a data: URL',
      () => saving(dataUrl('data:;base64,AA*A')),
      '该 data: URL 含有不属于 base64 的字符（第 16 个字符处）。请重新复制完整的 URL。',
    ],
    ['no data', () => saving(blob(undefined as never)), /^图片数据的值为 undefined。请传入 Blob/],
    [
      'words',
      () => saving(blob(new ReadableStream({ pull: (to) => to.enqueue('text' as never) }))),
      /给出的是 string，不是字节/,
    ],
    [
      'an album with a bug',
      () => saving(blob(whole), { album: albumOf(async () => ({ outcome: 'stored' })) }),
      /没有把数据读完/,
    ],
  ]
  it.each(cases)('%s', async (_name, make, chinese) => {
    const error = await make()
    expect(error.details).toBeDefined()
    const sentence = await localize(error, 'zh-Hans')
    expect(sentence).toMatch(chinese)
    if (typeof chinese === 'string') expect(sentence).toBe(chinese)
    expect(await localize(error, 'en')).toBe(error.message)
  })
})

it('a catalogue may be partial, and an error without data keeps its message', async () => {
  const error = await saving(blob(whole), { album: reading, limits: { maxBytes: 9 } })
  expect(render(error, {})).toBe(error.message)
  expect(render(error, { 'image-too-large': ({ maxBytes }) => `> ${maxBytes}` })).toBe('> 9')
  expect(render({ message: 'Anything.' }, { cancelled: () => 'Stopped.' })).toBe('Anything.')
})
