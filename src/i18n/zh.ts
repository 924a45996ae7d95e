import type { DiskOperation, ErrorDetailsByCode, Expected, Messages } from '../core/error-details.ts'

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

  // node
  'album-broken-link': ({ album, link, target }) =>
    `无法写入相册 ${album}：${link} 是指向 ${target} 的符号链接，但目标不存在。请创建该文件夹，或换一个文件夹。`,
  'album-path-invalid': ({ given, suggestion }) =>
    `相册文件夹不能是 ${given}。请传入 directory({ path: ${JSON.stringify(suggestion)} })。`,
  'current-folder-gone': ({ path }) => `${path} 是相对路径，但当前工作目录已被删除。请传入绝对路径。`,
  disk: (details) => diskMessage(details),
  'photo-changed': ({ photo }) => `${photo} 在保存过程中被修改。请重新保存。`,
  'staging-blocked': ({ folder }) => `无法使用暂存目录 ${folder}：它不是当前用户可写的文件夹。请将其删除后重试。`,

  // sources
  'data-invalid': ({ value }) =>
    `图片数据的值为 ${valueText(value)}。请传入 Blob、字节数组或 Web 流；Node 的流请用 Readable.toWeb(stream) 转换。`,
  'stream-used': () => '这个数据流已经被读取过。每次保存都请新建一个。',

  // sources/network, and HTTP on Node
  'address-not-allowed': ({ host, address }) =>
    address === host ? `选项 allow 不允许访问地址 ${host}。` : `${host} 解析到的地址 ${address} 不被选项 allow 允许。`,
  'body-too-short': ({ host, bytes, size }) => `${host} 声明了 ${size} 字节，只发送了 ${bytes} 字节。请重试。`,
  'connection-failed': ({ host, proxy, errorCode, message }) =>
    `${proxy ? `通过代理 ${proxy} ` : ''}无法下载 ${host} 上的图片：${CONNECTION_PROBLEMS[errorCode ?? ''] ?? `${message}${errorCode ? `（${errorCode}）` : ''}。请检查网址，或重试。`}`,
  'callback-result-invalid': ({ context, option, value }) =>
    `${context}：${option} 返回了 ${valueText(value)}，应${option === 'allow' ? '同步返回 true 或 false' : '返回 Response'}。`,
  'content-encoding-unsupported': ({ host, encoding }) =>
    `${host} 返回的图片使用了不支持的编码“${encoding}”。请换一个网址。`,
  'download-stalled': ({ host, timeout, bytes }) =>
    `${host} 在 ${timeout} 毫秒内${bytes === 0 ? '没有发送任何数据' : `只发送了 ${bytes} 字节`}。请重试，或调大 timeout。`,
  'fetch-unchecked': () =>
    'network：allow 需要检查域名解析到的地址，但传入的 fetch 不支持。请删除选项 fetch，或使用 nodeFetch()。',
  'header-invalid': ({ header, problem }) =>
    `network：${
      {
        name: `${header} 不是有效的请求头名称。请使用字母、数字和连字符`,
        missing: `请求头 ${header} 没有值。请传入字符串，或删除它`,
        value: `请求头 ${header} 的值含有不允许的字符。请先编码，例如使用 encodeURIComponent`,
      }[problem]
    }。`,
  'http-status': ({ url, status, retryAfter }) => `${url} 返回状态码 ${status}：${statusAdvice(status, retryAfter)}。`,
  'proxy-url-invalid': ({ variable }) =>
    `环境变量 ${variable} 不是有效的网址。请设置为类似 http://proxy.example:8080 的值。`,
  'redirect-loop': ({ host, url }) => `${host} 循环重定向，又回到了 ${url}。`,
  'too-many-redirects': ({ host, url, maxRedirects }) => `${host} 重定向超过 ${maxRedirects} 次，最后到了 ${url}。`,
  'url-not-fetchable': ({ url, problem, redirectedFrom }) => {
    const subject = redirectedFrom ? `${redirectedFrom} 重定向到“${url}”，它` : `“${url}”`
    return {
      invalid: `${subject}不是有效的网址。请使用类似 https://example.com/poster.png 的网址。`,
      protocol: `${subject}不是 http: 或 https: 网址，无法下载。`,
      'app-file': `${subject}是小程序的本地文件，不在网络上。`,
      'not-allowed': `${subject}被选项 allow 拒绝。`,
    }[problem]
  },
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

const CONNECTION_LOST = '连接提前断开。请重试。'
const UNREACHABLE = '网络不可达。请检查网络连接。'
const UNKNOWN_ISSUER = '证书由未知机构签发。如果信任该机构，请把 NODE_EXTRA_CA_CERTS 设为它的证书。'
const NO_TLS = '该端口不支持 TLS。请把 https: 改为 http:。'

const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  ENOTFOUND: '找不到该主机。请检查网址。',
  EAI_AGAIN: '域名解析失败。请检查网络连接。',
  ECONNREFUSED: '连接被拒绝，该端口没有服务。请检查网址和端口。',
  ECONNRESET: CONNECTION_LOST,
  EPIPE: CONNECTION_LOST,
  UND_ERR_SOCKET: CONNECTION_LOST,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: CONNECTION_LOST,
  UND_ERR_CONNECT_TIMEOUT: '连接超时。请重试。',
  ETIMEDOUT: '连接超时。请重试。',
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
  CERT_HAS_EXPIRED: '证书已过期。请联系服务器管理员更新。',
  CERT_NOT_YET_VALID: '证书尚未生效。请检查本机时间。',
  ERR_TLS_CERT_ALTNAME_INVALID: '证书不属于该主机。请检查网址。',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UND_ERR_HEADERS_OVERFLOW: '响应头超过 256 kB。请联系服务器管理员。',
  Z_DATA_ERROR: '压缩数据已损坏。请重试，或换一个网址。',
}

function statusAdvice(status: number, retryAfter: number | undefined): string {
  const retry = retryAfter === undefined ? '请稍后重试' : `请在 ${Math.ceil(retryAfter / 1000)} 秒后重试`
  if (status === 404 || status === 410) return '该网址没有内容。请检查网址'
  if (status === 401) return '需要登录。请设置请求头 Authorization 或 Cookie，或使用公开的网址'
  if (status === 403)
    return '服务器拒绝了请求。如果浏览器能显示该图片，请设置与浏览器相同的请求头 Referer 和 User-Agent；否则请使用公开的网址'
  if (status === 407) return '代理需要用户名和密码。请写在代理的网址中'
  if (status === 429) return `请求过于频繁。${retry}`
  return status >= 500 ? `服务器出错。${retry}` : '返回的不是图片。请检查网址'
}

const DISK_OPERATIONS: { readonly [Operation in DiskOperation]: (path: string) => string } = {
  'write-album': (path) => `无法写入相册 ${path}`,
  'inspect-album': () => '无法检查本机相册',
  'write-folder': (path) => `无法写入 ${path}`,
  'prepare-import': (path) => `无法在 ${path} 中准备要导入“照片”的文件`,
  'use-app-file': (path) => `无法使用 ${path}`,
  'write-output': () => '无法写入标准输出',
  'load-module': () => '无法打开保存图片所需的程序文件',
}

const DISK_ERRORS: Record<string, string> = {
  ENOSPC: '磁盘空间不足，或文件数已达上限。请清理后重试',
  EDQUOT: '磁盘配额已用完。请清理后重试',
  EACCES: '当前用户没有写入权限。请修改权限，或换一个文件夹',
  EPERM: '系统不允许该操作。请修改权限，或换一个文件夹',
  EROFS: '文件系统是只读的。请换一个文件夹',
  EFBIG: '文件大小超过了文件系统或本进程的上限。请调大上限（ulimit -f），或换一个磁盘',
  EMFILE: '本进程打开的文件过多。请减少并发数，或调大上限（ulimit -n）',
  ENFILE: '系统打开的文件过多。请稍后重试',
  ENOENT: '路径不存在，或刚被删除。请换一个文件夹，或重新保存',
  ENOTDIR: '路径中有一部分是文件而不是文件夹。请换一个文件夹',
  ELOOP: '路径中的符号链接形成了循环。请换一个文件夹',
  ENAMETOOLONG: '路径过长，超过文件系统的限制。请换一个较短的路径',
  EIO: '磁盘报告输入/输出错误。请先检查磁盘',
}

function diskMessage({ operation, path, errno = '', text }: ErrorDetailsByCode['disk']): string {
  const known = DISK_ERRORS[errno]
  return `${DISK_OPERATIONS[operation](path)}：${known ? `${known}（${errno}）` : text}。`
}
