import type { Expected, Messages } from '../core/error-details.ts'

/** 简体中文的错误信息，与抛出错误处的英文句子一一对应；按 `src/` 下的目录分组。 */
export const zh: Messages = {
  // core
  'album-permission-denied': ({ album }) => `没有写入相册“${album}”的权限。请授权后重试。`,
  'album-result-invalid': ({ album, photo }) =>
    `相册“${album}”保存 ${photo} 后没有返回 outcome（"stored" 或 "handed-over"）。请检查照片是否已保存；该相册的实现有缺陷。`,
  'album-skipped-bytes': ({ album, photo }) =>
    `相册“${album}”报告已保存 ${photo}，却没有把数据读完。请检查照片是否已保存；该相册的实现有缺陷。`,
  'album-read-twice': ({ album }) => `相册“${album}”重复读取了图片数据；该相册的实现有缺陷。`,
  cancelled: () => '已取消。',
  'image-too-large': ({ image, bytes, maxBytes }) =>
    `${image ?? '图片'} 的大小为 ${bytes ?? `${maxBytes} 以上`} 字节，超过上限 ${maxBytes} 字节。请压缩图片，或调大 maxBytes。`,
  'invalid-option': ({ context, option, value, expected, example }) =>
    `${context}：${option} 的值为 ${valueText(value)}，应为${expectedText(expected)}${example ? `，例如 ${example}` : ''}。`,
  'not-a-source': ({ kind, value, instead }) =>
    `传入的${{ url: '是网址', 'data-url': '是 data: URL', value: `值 ${valueText(value ?? '')}` }[kind]}，不是图片来源。请改用 ${instead}。`,
  'not-a-stream': ({ image }) =>
    `${image ?? '图片'} 的数据不是 Web 流。请传入 ReadableStream；Node 的流请用 Readable.toWeb(stream) 转换。`,
  'not-bytes': ({ image, chunkType }) =>
    `${image ?? '图片'} 的数据流给出的是 ${chunkType}，不是字节。请传入 Uint8Array 的流。`,
  'source-opened-nothing': ({ value }) =>
    `图片来源的 open() 返回了 ${valueText(value)}，应返回 { bytes }，即图片的数据流。`,
  'unknown-option': ({ context, option, suggestion }) =>
    `${context}：没有名为 ${option} 的选项。${suggestion ? `是否想写 ${suggestion}？` : '请删除它。'}`,

  // sources
  'data-invalid': ({ value }) =>
    `图片数据的值为 ${valueText(value)}。请传入 Blob、字节数组或 Web 流；Node 的流请用 Readable.toWeb(stream) 转换。`,
  'stream-used': () => '这个数据流已经被读取过。每次保存都请新建一个。',
}

const EXPECTED: { readonly [Description in Expected]: string } = {
  // core
  'a boolean': '布尔值',
  'a function': '函数',
  'a number of bytes': '字节数',
  'a number of milliseconds': '毫秒数',
  'a positive whole number': '正整数',
  'a string': '字符串',
  'an AbortSignal': ' AbortSignal',
  'an album': '相册对象',
  'an object': '对象',
  'the album that this function returns': '该函数返回的相册对象',
  // albums
  'a FileSystemDirectoryHandle': ' FileSystemDirectoryHandle',
  // sources
  'a function that returns true or false': '返回 true 或 false 的函数',
}

function expectedText(expected: Expected | readonly string[]): string {
  return typeof expected === 'string'
    ? EXPECTED[expected]
    : ` ${expected.map((value) => JSON.stringify(value)).join(' 或 ')}`
}

function valueText(value: string): string {
  return { 'a function': '函数', 'an object': '对象' }[value] ?? value
}
