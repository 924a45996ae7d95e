import type { Messages } from '../core/error-details.ts'

/** 简体中文的错误信息，与抛出错误处的英文句子一一对应。 */
export const zh: Messages = {
  cancelled: () => '已取消。',
  'image-too-large': ({ image, bytes, maxBytes }) =>
    `${image} 的大小为 ${bytes ?? `${maxBytes} 以上`} 字节，超过上限 ${maxBytes} 字节。请压缩图片，或调大 maxBytes。`,
  'album-permission-denied': ({ album }) => `没有写入相册“${album}”的权限。请授权后重试。`,
}
