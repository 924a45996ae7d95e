import type {
  Advice,
  BrowserOperation,
  CorruptProblem,
  DataUrlProblem,
  DiskOperation,
  ErrorDetailsByCode,
  Expected,
  Messages,
  OtherFormat,
  ServerProblem,
} from '../core/error-details.ts'
import { readableUrl } from '../util/url.ts'

/** 中文与名称之间有空格，中文之间没有。 */
const called = (image: string | undefined, otherwise: string) => (image === undefined ? otherwise : `${image} `)

/** 简体中文的错误信息，与抛出错误处的英文句子一一对应；按 `src/` 下的目录分组。 */
export const zh: Messages = {
  // albums
  'alipay-failed': ({ photo, words }) => `支付宝未能保存 ${photo}：${words}。`,
  'alipay-not-ready': ({ photo, seconds }) => `无法保存 ${photo}：等待 ${seconds} 秒后仍没有支付宝的 AlipayJSBridge。`,
  'delivery-timeout': ({ photo, method, seconds }) =>
    `${method === 'web-share' ? '系统分享面板' : '支付宝'}在 ${seconds} 秒内没有返回结果，不确定 ${photo} 是否已保存。`,
  'delivery-unsupported': ({ photo, method, place }) =>
    `无法保存 ${photo}：${UNSUPPORTED[method][place] ?? UNSUPPORTED[method].browser}。请改用其他相册。`,
  'folder-picker-missing': ({ place }) =>
    ({
      frame: '浏览器不允许这个 iframe 请求选择文件夹。请改用其他相册。',
      page: '这个浏览器不支持网页写入文件夹：需要电脑版 Chromium 和 https:。请改用其他相册。',
      worker: 'Worker 没有自己的相册。请使用 opfs()，或由页面保存（photosalbum/bridge）。',
    })[place],
  'folder-timeout': ({ seconds }) => `用户在 ${seconds} 秒内没有回应浏览器的授权提示。请重新保存。`,
  'memory-full': ({ photo, capacity }) => `内存相册（容量 ${capacity} 字节）放不下 ${photo}。请调大 capacity。`,
  'no-delivery-method': ({ order, place }) =>
    ({
      page: `order 中没有适合当前页面的相册：${order.join('、')}。请加入其他相册，或使用 opfs()。`,
      server: '服务端渲染时没有相册。请在浏览器中保存，或改为导入 photosalbum/node。',
      worker: 'Worker 中没有页面，无法交付照片。请由页面保存（photosalbum/bridge），或使用 opfs()。',
    })[place],
  'opfs-path-invalid': ({ path }) =>
    `opfs：相册的目录不能是 ${path}。请传入用 "/" 连接的名称，例如 opfs({ path: "Photos/2026" })。`,
  'package-missing': ({ package: name }) => `这个相册需要 ${name}，尚未安装。请安装：npm install ${name}`,
  'server-album': ({ service, problem, address, photo, answer }) => {
    const place = service === 'webdav' ? readableUrl(address) : address
    const subject = photo === undefined ? `无法使用 ${place}` : `无法把 ${photo} 保存到 ${place}`
    return `${subject}：${SERVER_PROBLEMS[service][problem] ?? SERVER_PROBLEMS.all[problem]}`.replace(
      '。',
      answer === undefined ? '。' : `（${answer}）。`,
    )
  },
  'share-needs-tap': ({ photo }) =>
    `分享 ${photo} 需要用户点击，而上一次点击已失效。请先下载图片（my.downloadFile），再在点击事件中保存。`,
  'share-sheet-busy': ({ photo }) => `另一个分享面板尚未关闭。请在关闭后再保存 ${photo}。`,
  'webp-converted': ({ photo }) =>
    `在 iOS 上，React Native 的 CameraRoll 会转换 ${photo}，不能原样保存 WebP。请保存 PNG 或 JPEG，或使用 expo() 相册。`,

  // app-files
  'file-missing': ({ path }) => `文件 ${path} 不存在。本地用户文件写入后才存在，临时文件只在小程序运行期间存在。`,
  'file-folder-missing': ({ path }) => `${path} 的上级目录不存在。请先用 mkdir 创建。`,
  'file-not-a-folder': ({ path }) => `${path} 是文件，不是目录。`,
  'file-is-a-folder': ({ path }) => `${path} 是目录，不是文件。`,
  'file-exists': ({ path }) => `${path} 已存在。请先删除，或换一个名称。`,
  'file-not-empty': ({ path }) => `目录 ${path} 不为空。请传入 recursive: true，或先清空目录。`,
  'file-not-of-the-app': ({ path }) => `${path} 不是本小程序的文件。请传入 https://usr/… 或 https://resource/…。`,
  'file-path-invalid': ({ path, rule }) => `${path} 不是有效的本地文件路径：${PATH_RULES[rule]}。`,
  'file-read-only': ({ path }) => `小程序对 ${path} 没有写权限。请传入 https://usr 下的路径。`,
  'file-into-itself': ({ path }) => `${path} 位于要移动的目录之内。请换一个位置。`,
  'file-not-temporary': ({ path }) => `${path} 是本地用户文件，无需保存。请传入临时文件。`,
  'file-not-saved': ({ path }) =>
    `${path} 不是已保存的本地缓存文件。请传入 saveFile 返回的路径；用户文件请用 unlink 删除。`,
  'file-not-listed': ({ path, exists }) =>
    exists
      ? `${path} 不是可读取的代码包文件。请在 mini.project.json 的 include 中配置。`
      : `代码包中没有 ${path}。请检查路径。`,
  'app-files-locked': ({ folder }) => `另一个进程占用了小程序的文件（${folder}）且没有响应。请结束该进程后重试。`,
  'file-not-regular': ({ path }) => `${path} 是符号链接、位于符号链接之后，或不是普通文件。请改为放入文件的副本。`,
  'file-too-large': ({ path, maxBytes }) => `${path} 将超过单个文件 ${maxBytes / MB} MB 的上限。请减小文件。`,
  'file-quota-exceeded': ({ path, maxBytes }) =>
    `没有空间保存 ${path}：每个小程序最多存储 ${maxBytes / MB} MB。请先删除一些文件。`,
  'file-storage-failed': ({ path, kind, folder, problem }) =>
    `无法使用 ${path}${folder ? `（存储在 ${folder}）` : ''}：${STORAGE_PROBLEMS[kind]}（${problem}）。`,
  'app-closed': () => '小程序已关闭，无法再写入文件。',

  // bridge
  'my-not-exposed': ({ origin }) =>
    origin === undefined
      ? '这个端口上没有 my。请在另一侧调用 exposeMy(my, port)。'
      : `父页面没有提供 my。父页面的源必须为 ${origin}，并调用 exposeMyToFrame。`,
  'port-closed': ({ api }) => `my.${api}：与另一侧的端口已关闭，调用结果未知。`,

  // cli
  'unusable-input': (values) => UNUSABLE_INPUT[values.problem](values),

  // core
  'album-permission-denied': ({ album }) => `没有写入相册“${album}”的权限。请授权后重试。`,
  'album-result-invalid': ({ album, photo }) =>
    `相册“${album}”保存 ${photo} 后没有返回 outcome（"stored" 或 "handed-over"）。请检查照片是否已保存；该相册的实现有缺陷。`,
  'album-skipped-bytes': ({ album, photo }) =>
    `相册“${album}”报告已保存 ${photo}，却没有把数据读完。请检查照片是否已保存；该相册的实现有缺陷。`,
  'album-read-twice': ({ album }) => `相册“${album}”重复读取了图片数据；该相册的实现有缺陷。`,
  cancelled: () => '已取消。',
  'image-too-large': ({ image, bytes, maxBytes }) =>
    `${called(image, '图片')}的大小为 ${bytes ?? `${maxBytes} 以上`} 字节，超过上限 ${maxBytes} 字节。请压缩图片，或调大 maxBytes。`,
  'invalid-option': ({ context, option, value, expected, example }) =>
    `${context}：${option} 的值为 ${valueText(value)}，应为${expectedText(expected)}${example ? `，例如 ${example}` : ''}。`,
  'not-a-source': ({ kind, value, instead }) =>
    `传入的是${{ url: '网址', 'data-url': ' data: URL', value: ` ${valueText(value ?? '')}` }[kind]}，不是图片来源。请改用 ${instead}。`,
  'not-a-stream': ({ image }) =>
    `${called(image, '图片')}的数据不是 Web 流。请传入 ReadableStream；Node 的流请用 Readable.toWeb(stream) 转换。`,
  'not-bytes': ({ image, chunkType }) =>
    `${called(image, '图片')}的数据流给出的是 ${chunkType}，不是字节。请传入 Uint8Array 的流。`,
  'source-opened-nothing': ({ value }) =>
    `图片来源的 open() 返回了 ${valueText(value)}，应返回 { bytes }，即图片的数据流。`,
  'unknown-option': ({ context, option, suggestion }) =>
    `${context}：没有名为 ${option} 的选项。${suggestion ? `是否想写 ${suggestion}？` : '请删除它。'}`,

  // dev-server
  'no-free-port': ({ from, to }) => `端口 ${from} 到 ${to} 都不可用。请指定其他端口。`,
  'no-network-address': ({ addresses, wanted }) =>
    `${wanted === undefined ? '本机没有局域网 IPv4 地址，手机无法访问' : `本机没有局域网地址 ${wanted}`}。${addresses.length > 0 ? `请指定本机已有的地址：${addresses.join('、')}。` : '请先连接网络。'}`,
  'project-without-pages': ({ folder }) => `${folder} 中没有页面。请指定 page.js，或包含 app.json 或脚本的目录。`,
  'target-not-found': ({ target }) => `找不到“${target}”。请指定 page.js 或小程序目录。`,
  'target-not-script': ({ target }) => `“${target}”不是 .js 文件。请指定 page.js 或目录。`,

  // image
  'image-corrupt': ({ image, format, problem, offset }) =>
    `${called(image, '图片')}是已损坏的 ${format}：${CORRUPT[problem]}${offset === undefined ? '' : `（第 ${offset} 字节处）`}。请换用完好的文件。`,
  'image-empty': ({ image }) => `${called(image, '图片')}是空文件。请传入图片。`,
  'image-truncated': ({ image, format, bytes, expectedBytes }) =>
    `${called(image, '图片')}是不完整的 ${format}：只有 ${bytes} 字节，${expectedBytes === undefined ? '缺少结尾' : `至少需要 ${expectedBytes} 字节`}。请获取完整的文件。`,
  'image-without-pixels': ({ image, width, height }) =>
    `${called(image, '图片')}的尺寸为 ${width} × ${height} 像素，没有可显示的内容。请换一张图片。`,
  'not-an-image': ({ image, found, advice }) => `${called(image, '数据')}是${OTHER_FORMATS[found]}。${ADVICE[advice]}`,
  'unknown-format': ({ image, firstBytes }) =>
    `${called(image, '传入的数据')}不是可识别的图片：开头的字节为 ${firstBytes}。请传入 JPEG、PNG、GIF、WebP、HEIC、AVIF、BMP 或 TIFF。`,

  // mini-program
  'app-stopped': () => '应用已停止。',
  'canvas-area-empty': ({ api, x, y, width, height }) =>
    `my.${api}：画布大小为 ${width} × ${height}，(${x}, ${y}) 处没有内容。请减小 x 和 y。`,
  'canvas-not-exported': ({ api, width, height }) =>
    `my.${api}：无法生成 ${width} × ${height} 的图片。请修改 destWidth 和 destHeight。`,
  'canvas-not-found': ({ canvasId }) =>
    `my.canvasToTempFilePath：${canvasId === undefined ? 'canvas 不是本应用的画布' : `没有画布 ${canvasId}`}。请传入画布的 canvasId，或画布对象。`,
  'package-file-missing': ({ path }) => `代码包中没有 ${path}。请检查路径。`,
  'phone-album-full': ({ photo }) => `手机相册空间不足，放不下 ${photo}。请清理手机的存储空间。`,
  'phone-offline': ({ host }) => `无法访问 ${host}：手机处于离线状态。请联网后重试。`,

  // my
  'album-denied': () => '用户已拒绝本小程序访问相册。可在设置中开启（my.openSetting）。',
  'album-unanswered': () => '用户没有选择是否允许本小程序保存到相册。可在设置中开启（my.openSetting）。',
  'authorize-result-invalid': ({ value }) =>
    `authorize 返回了 ${valueText(value)}，应返回 "granted"、"denied" 或 "prompt"。`,
  'data-missing': ({ api, isBlob }) =>
    isBlob
      ? `my.${api}：data 是 Blob。请传入 await blob.arrayBuffer()。`
      : `my.${api}：缺少 data。请传入字符串或 ArrayBuffer。`,
  'data-not-encoded': ({ api, encoding, prefixed }) =>
    `my.${api}：data 不是 ${encoding} 编码。${prefixed ? '请只传入 "base64," 之后的部分。' : '请按所指定的编码传入。'}`,
  'data-url-without-image': ({ api }) => `my.${api}：data: URL 中没有图片。请传入 data:image/png;base64,… 这样的图片。`,
  'header-option-invalid': ({ api }) => `my.${api}：header 无效。请传入对象，例如 { "Referer": "https://…" }。`,
  'http-not-supported': ({ api, url, loopback }) =>
    `my.${api}：不支持 http: 地址 ${url}。请使用 https:${loopback ? '，或 createMy({ network: { allowHttpLoopback: true } })' : ''}。`,
  'my-disposed': ({ api }) => `my.${api}：该 my 已被释放（dispose）。`,
  'no-file-path': ({ option }) => `缺少 ${option}。${ACCEPTED_KINDS}。`,
  'option-missing': ({ api, option, expects = 'text' }) =>
    `my.${api}：缺少 ${option}。请传入${{ text: '非空字符串', list: '数组', numbers: '数字' }[expects]}。`,
  'option-invalid': ({ api, option, value, expected }) => `my.${api}：${option} 的值为 ${value}，应为 ${expected}。`,
  'option-not-listed': ({ api, option, value, choices }) =>
    `my.${api}：${option} 的值为 ${value}，应为 ${choices} 之一。`,
  'nobody-answers': ({ api, method }) =>
    `my.${api}：当前环境没有用户可以应答。请设置 createMy({ screen: { ${method} } })，测试中请设置 device.answers.${method}。`,
  'request-refused': ({ api }) => `my.${api}：用户已取消或拒绝。`,
  'request-status': ({ api, host, status }) => `my.${api}：${host} 返回 HTTP 状态码 ${status}。`,
  'request-timeout': ({ api, host, timeout }) => `my.${api}：${host} 在 ${timeout} 毫秒内没有响应。请重试。`,
  'request-url-invalid': ({ api, url }) => `my.${api}：无法请求 ${url}。请传入 https://… 地址。`,
  'response-not-json': ({ api, start }) => `my.${api}：响应不是 JSON：${start}。若返回文本，请传入 dataType: "text"。`,
  'qr-code-too-long': ({ api }) => `my.${api}：code 太长，无法生成二维码。`,
  'option-unreadable': ({ api, option, problem }) => `my.${api}：无法读取参数 ${option}：${problem}`,
  'page-storage-full': () => '浏览器没有空间保存本页面的缓存数据。请先移除其他 key。',
  'socket-data-invalid': ({ api }) =>
    `my.${api}：data 无效。请传入字符串；isBuffer 为 true 时，请传入 Base64 编码的字符串。`,
  'socket-exists': () => 'my.connectSocket：WebSocket 连接已存在。请先调用 my.closeSocket。',
  'socket-not-open': ({ api }) => `my.${api}：WebSocket 连接没有打开。请在连接打开的事件之后调用。`,
  'socket-url-invalid': ({ url }) => `my.connectSocket：无法连接 ${url}。请传入 wss://… 地址。`,
  'storage-full': ({ key }) => `my.setStorage：无法存储 ${key}，存储总大小达到 10 MB 上限。请先移除不再需要的数据。`,
  'storage-value-invalid': () => 'my.setStorage：data 无法存储。请传入字符串或可 JSON 序列化的对象。',
  'storage-value-too-large': ({ maxBytes }) =>
    `my.setStorage：data 超过单个 key ${maxBytes / 1024} KB 的上限。请拆分成多个 key 存储。`,
  'too-many-sockets': ({ max }) => `my.connectSocket：最多同时支持 ${max} 个 WebSocket 连接。请先关闭其他连接。`,
  'ws-not-supported': ({ url, loopback }) =>
    `my.connectSocket：不支持 ws: 地址 ${url}。请使用 wss:${loopback ? '，或 createMy({ network: { allowHttpLoopback: true } })' : ''}。`,
  'unsupported-file-path': (values) => `不支持 ${values.path}。${PATH_ADVICE[values.advice](values)}。`,
  'image-type-unsupported': ({ api, type }) =>
    `my.${api} 不支持 ${type}。请传入 JPEG、PNG、GIF、WebP、BMP 或 HEIC 图片。`,
  'picture-url-invalid': ({ api, url }) =>
    `my.${api}：无法预览 ${url}。请传入 https://… 或小程序的本地文件；data: URL 请先用 my.downloadFile 下载。`,
  'url-invalid': ({ api, url }) => `my.${api}：无法下载 ${url}。请传入 https://… 或图片的 data: URL。`,
  'urls-invalid': ({ api }) => `my.${api}：urls 应为至少包含一个图片地址的数组。`,

  // node
  'album-broken-link': ({ album, link, target }) =>
    `无法写入相册 ${album}：${link} 是指向 ${target} 的符号链接，但目标不存在。请创建该目录，或换一个目录。`,
  'album-path-invalid': ({ given, suggestion }) =>
    `相册目录不能是 ${given}。请传入 directory({ path: ${JSON.stringify(suggestion)} })。`,
  'current-folder-gone': ({ path }) => `${path} 是相对路径，但当前工作目录已被删除。请传入绝对路径。`,
  disk: (details) => diskMessage(details),
  'disk-room': ({ path, shortage }) =>
    `${path} 所在的磁盘${{ 'no-bytes': '已没有剩余空间', 'few-bytes': '剩余空间不足 50 MB', 'no-files': '无法再创建文件', 'few-files': '最多只能再创建不到 50 个文件' }[shortage]}。请清理空间，或换一个目录。`,
  'folder-is-file': ({ path }) => `${path} 应为目录，但它是一个文件。请移走该文件，或换一个目录。`,
  'no-home-folder': ({ home }) =>
    `找不到用户主目录：环境变量 HOME ${home === '' ? '为空' : `的值“${home}”不是绝对路径`}。请把它设为主目录的路径。`,
  'no-pictures-folder': ({ problem }) =>
    `${problem === undefined ? 'Windows 没有为该用户设置“图片”文件夹' : `无法通过 PowerShell 查询“图片”文件夹（${problem}）`}。请指定一个目录。`,
  'osascript-missing': () => 'PATH 中找不到用于导入“照片”的 osascript。请把 /usr/bin 加入 PATH。',
  'photo-changed': ({ photo }) => `${photo} 在保存过程中被修改。请重新保存。`,
  'photos-cancelled': () => '在“照片”导入图片时取消了保存。重新保存之前，请先检查图片是否已导入。',
  'photos-failed': ({ problem }) => `“照片”未能导入图片：${problem}。请重试。`,
  'photos-forbidden': ({ number }) =>
    `本程序没有控制“照片”的权限。请在“系统设置 → 隐私与安全性 → 自动化”中允许（${number}）。`,
  'photos-missing': () => '“照片”是 macOS 的应用，这台电脑上没有 osascript。请换一个相册。',
  'photos-refused': ({ path }) => `“照片”没有导入 ${path}，也没有说明原因。请用“预览”打开它检查。`,
  'photos-timeout': ({ seconds }) => `“照片”在 ${seconds} 秒内没有响应。重新保存之前，请先检查图片是否已导入。`,
  'staging-blocked': ({ folder }) => `无法使用暂存目录 ${folder}：它不是当前用户可写的目录。请将其删除后重试。`,

  // phone
  'phone-cancelled': ({ photo }) => `手机正在添加 ${photo} 时保存被取消。再次保存前，请先检查相册中是否已有这张照片。`,
  'phone-denied': ({ photo, words }) => `手机不允许此应用把 ${photo} 添加到相册。请在系统设置中授权：${words}。`,
  'phone-failed': ({ photo, words }) => `手机未能保存 ${photo}：${words}。`,
  'phone-full': ({ photo, words }) => `手机存储空间不足，放不下 ${photo}。请清理空间：${words}。`,
  'phone-timeout': ({ photo, seconds }) =>
    `手机在 ${seconds} 秒内没有返回结果，不确定 ${photo} 是否已保存。再次保存前，请先检查相册中是否已有这张照片。`,
  'phone-unsupported': ({ album, photo, words }) => `${album} 无法在此平台保存 ${photo}：${words}。请改用其他相册。`,
  'phone-wrote-wrong-size': ({ photo, size, bytes }) =>
    `手机写入的 ${photo} 为 ${size} 字节，应为 ${bytes} 字节，因此没有保存。请重试。`,

  // sources
  'canvas-invalid': ({ problem, value }) =>
    ({
      closed: '该 ImageBitmap 已关闭。请在保存之后再关闭。',
      image: '传入的 canvas 是 <img>。请用 network(image.src) 代替 canvas(image)，按原文件保存。',
      other: `canvas 的值为 ${valueText(value)}。请传入 <canvas>、OffscreenCanvas 或 ImageBitmap。`,
    })[problem],
  'canvas-not-encoded': ({ width, height }) =>
    `无法编码 ${width} × ${height} 像素的 canvas。请先在上面绘制内容，并使用浏览器支持的宽高。`,
  'canvas-tainted': () => 'canvas 中绘制了跨域图片，浏览器不允许读取。请用 crossOrigin = "anonymous" 加载该图片。',
  'data-invalid': ({ value, instead }) =>
    `图片数据的值为 ${valueText(value)}。${instead ? `请用 ${instead} 代替 blob` : '请传入 Blob、字节数组或 Web 流；Node 的流请用 Readable.toWeb(stream) 转换'}。`,
  'data-url-invalid': ({ problem, character }) =>
    `该 data: URL ${DATA_URL_PROBLEMS[problem]}${
      character === undefined
        ? '。应形如 "data:image/png;base64,…"。'
        : `（第 ${character} 个字符处）。请重新复制完整的 URL。`
    }`,
  'local-file-changed': ({ path, sizes }) =>
    `${JSON.stringify(path)} 在读取过程中被修改${sizes ? `：大小由 ${sizes[0]} 字节变为 ${sizes[1]} 字节` : ''}。请重新保存。`,
  'local-file-missing': ({ path, folder, missingFolder, suggestion, linkTarget }) => {
    const shown = JSON.stringify(path)
    if (linkTarget !== undefined)
      return `${shown} 不存在：它是指向 ${JSON.stringify(linkTarget)} 的符号链接，但目标不存在。`
    if (suggestion !== undefined) return `${shown} 不存在：是否想写 ${folder} 中的 ${JSON.stringify(suggestion)}？`
    if (missingFolder !== undefined) {
      return `${shown} 不存在：${folder} 中没有目录 ${JSON.stringify(missingFolder)}。请检查路径。`
    }
    return `${shown} 不存在：${folder} 中没有这个文件。请检查文件名。`
  },
  'local-file-unreadable': ({ path, errno, text }) => {
    const known = READ_ERRORS[errno]
    return `${JSON.stringify(path)} ${known ? `${known}（${errno}）` : `无法读取：${text}`}。`
  },
  'name-not-utf8': ({ path, name, folder }) =>
    `无法打开 ${JSON.stringify(path)}：名称 ${JSON.stringify(name)} 不是 UTF-8 编码。请在 ${folder} 中重命名。`,
  'not-a-file': ({ path, kind }) =>
    `${JSON.stringify(path)} 是${{ folder: '目录', pipe: '管道', socket: '套接字', device: '设备' }[kind]}，不是文件。请传入图片文件。`,
  'not-a-path': ({ value }) => `${value} 不是文件路径。请传入 localFile('pics/a.png')。`,
  'path-misread': ({ path, suggestion }) =>
    `${path === undefined ? '传入的是网址，不是路径' : `只有 shell 才会展开 ${JSON.stringify(path)} 中的 ~`}。请传入 ${suggestion}。`,
  'stream-used': () => '这个数据流已经被读取过。每次保存都请新建一个。',

  // sources/network, and HTTP on Node
  'address-not-allowed': ({ host, address }) =>
    address === host ? `选项 allow 不允许访问地址 ${host}。` : `${host} 解析到的地址 ${address} 不被选项 allow 允许。`,
  'body-too-short': ({ host, bytes, size }) => `${host} 声明了 ${size} 字节，只发送了 ${bytes} 字节。请重试。`,
  'connection-failed': ({ host, errorCode, message, hidden }) =>
    hidden
      ? `无法访问 ${host}：${message}。请检查网络连接；如果是其他网站，它必须返回响应头 Access-Control-Allow-Origin。`
      : errorCode !== undefined && errorCode in RESPONSE_PROBLEMS
        ? `${host} ${RESPONSE_PROBLEMS[errorCode]}`
        : `无法访问 ${host}：${CONNECTION_PROBLEMS[errorCode ?? ''] ?? `${message}${errorCode ? `（${errorCode}）` : ''}。请检查网址，或重试。`}`,
  'callback-result-invalid': ({ context, option, value }) =>
    `${context}：${option} 返回了 ${valueText(value)}，应${option === 'allow' ? '同步返回 true 或 false' : '返回 Response'}。`,
  'content-encoding-unsupported': ({ host, encoding }) =>
    `${host} 返回的图片使用了不支持的编码“${encoding}”。请换一个网址。`,
  'download-stalled': ({ host, timeout, bytes }) =>
    `${host} 在 ${timeout} 毫秒内${bytes === 0 ? '没有发送任何数据' : `只发送了 ${bytes} 字节`}。请重试，或调大 timeout。`,
  'fetch-unchecked': () =>
    'network：allow 需要检查域名解析到的地址，但传入的 fetch 不支持。请删除选项 fetch，或使用 nodeFetch()。',
  'public-addresses-called': () =>
    'publicAddresses() 的返回值被当作函数调用，但它在建立连接时才检查地址。请直接作为选项传入：allow: publicAddresses((url) => …)。',
  'header-invalid': ({ header, problem }) =>
    `network：${
      {
        name: `${header} 不是有效的请求头名称。请使用字母、数字和连字符`,
        missing: `请求头 ${header} 没有值。请传入字符串，或删除它`,
        value: `请求头 ${header} 的值含有不允许的字符。请先编码，例如使用 encodeURIComponent`,
      }[problem]
    }。`,
  'http-status': (values) => `${readableUrl(values.url)} 返回状态码 ${values.status}：${statusAdvice(values)}。`,
  'proxy-failed': ({ host, proxy, variable, errorCode, message }) =>
    `无法通过代理 ${proxy} 访问 ${host}：${proxyProblem(errorCode, message)}。请检查环境变量 ${variable}。`,
  'lengths-differ': ({ host, value }) =>
    `${host} 声明的图片长度自相矛盾（Content-Length: ${value}）。请联系服务器管理员。`,
  'proxy-url-invalid': ({ variable, value }) =>
    `环境变量 ${variable} 的值 ${JSON.stringify(value)} 不是代理的网址。请设置为类似 http://proxy.example:8080 或 socks5://proxy.example:1080 的值。`,
  'redirect-loop': ({ host, url }) => `${host} 循环重定向，又回到了 ${readableUrl(url)}。${REDIRECT_ADVICE}`,
  'too-many-redirects': ({ host, url, maxRedirects }) =>
    `${host} 重定向超过 ${maxRedirects} 次，最后到了 ${readableUrl(url)}。${REDIRECT_ADVICE}`,
  'url-not-fetchable': ({ url, problem, redirectedFrom }) => {
    const shown = `“${readableUrl(url)}”`
    const subject = redirectedFrom ? `${redirectedFrom} 重定向到${shown}，它` : shown
    return {
      invalid: `${subject}不是有效的网址。请使用类似 https://example.com/poster.png 的网址。`,
      protocol: `${subject}不是 http: 或 https: 网址，无法下载。`,
      'app-file': `${subject}是小程序的本地文件，不在网络上。`,
      'not-allowed': `${subject}被选项 allow 拒绝。`,
    }[problem]
  },
  // web
  'browser-error': ({ problem, operation, words }) =>
    `无法${operationText(operation)}：${PROBLEMS[problem] ?? words}。`,
  'folder-denied': ({ folder }) => `用户未允许此页面写入文件夹“${folder}”。可在浏览器的网站设置中修改。`,
  'folder-gone': ({ folder }) => `文件夹“${folder}”已不存在。请在点击事件中重新保存，以选择其他文件夹。`,
  'folder-needs-tap': ({ folder }) =>
    `浏览器只在用户点击时询问${folder ? `能否再次写入文件夹“${folder}”` : '要使用的文件夹'}。请在点击事件中保存。`,
  'folder-not-picked': () => '尚未选择文件夹。请在点击事件中调用 pickedFolder().requestPermission()。',
  'image-not-shown': ({ photo }) =>
    `无法显示 ${photo}：浏览器不能解码该图片，或页面的 Content-Security-Policy 缺少 "img-src data: blob:"。`,
  'long-press-missing': ({ photo }) => `用户没有长按 ${photo} 就关闭了浮层，图片没有保存。`,
  'opfs-not-writable': () =>
    '这个浏览器不允许页面写入私有文件（OPFS）。请使用 2025 年以后的浏览器；Safari 26 以前的版本还需在 Content-Security-Policy 中允许 "worker-src blob:"。',
  'opfs-unavailable': () =>
    '浏览器没有在这个窗口中提供私有文件（OPFS），例如隐私窗口（无痕模式）。请在普通窗口中打开页面。',
  'opfs-unsupported': () => '此页面没有私有文件（OPFS）。请通过 https: 提供页面，并使用 2023 年以后的浏览器。',
  'stored-size-differs': ({ name, expected, actual }) =>
    `浏览器写入的 ${name} 为 ${actual} 字节，应为 ${expected} 字节，因此没有保存。请换用其他浏览器。`,
}

/** 两个句子：问题和解决办法。错误名称写在第一个句号之前。 */
const SERVER_PROBLEMS: {
  readonly all: Readonly<Record<ServerProblem, string>>
  readonly s3: Partial<Record<ServerProblem, string>>
  readonly webdav: Partial<Record<ServerProblem, string>>
} = {
  all: {
    busy: '服务器出错。请稍后重试；如果一直如此，请检查服务器的磁盘是否已满，并查看其日志。',
    'condition-ignored':
      '服务器不支持 --share 所需的 If-None-Match。请改用支持它的服务器，例如 Amazon S3、Ceph、MinIO 或 R2。',
    differs: '服务器存下的内容与发送的不一致。请重试。',
    'endpoint-invalid': 'endpoint 不是网址。请把 AWS_ENDPOINT_URL 或 endpoint 设为 https://s3.example.com 这样的地址。',
    forbidden: '当前用户没有权限。请授权。',
    full: '存储空间已满，或已达到配额。请清理空间，或提高配额。',
    'name-taken': '上传期间它的名称被其他程序占用。请重新保存。',
    'no-credentials': '没有登录凭证。请设置登录凭证。',
    'no-profile': '指定的 profile 不存在，或其中没有登录凭证。请检查 AWS_PROFILE 和 ~/.aws 中的文件。',
    'not-there': '位置不存在。请检查地址。',
    refused: '服务器拒绝了请求。请确认地址是可写的 WebDAV 目录，且磁盘未满。',
    stalled: '服务器没有及时响应。请重试，或延长超时时间。',
    'too-large': '服务器不接受这么大的文件。请提高服务器的上限，或压缩图片。',
    'unexpected-answer': '服务器的响应不是此类服务应有的内容。请确认该地址不是普通网页。',
    unknown: '服务器报告了错误。请查看服务器的日志。',
    unverified:
      '无法确认名称是否空闲。请授予 s3:GetObject 和 s3:ListBucket 权限；如果服务器支持 If-None-Match，也可以传入 conditionalWrites: true。',
    'wrong-clock': '本机时钟与服务器相差过大。请校准时钟。',
    'wrong-credentials': '服务器不接受登录凭证。请检查登录凭证。',
    'wrong-region': '存储桶在另一个区域。请把 AWS_REGION 设为它所在的区域。',
  },
  s3: {
    forbidden:
      '当前用户没有权限。请授予 s3:PutObject、s3:GetObject 和 s3:AbortMultipartUpload 权限；不是 Amazon S3 时还需要 s3:ListBucket。',
    'no-credentials': '没有登录凭证。请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或 AWS_PROFILE。',
    'not-there': '位置不存在。请创建存储桶，或检查它的名称和 endpoint。',
    'unexpected-answer': '服务器的响应不是 S3 服务应有的内容。请确认 endpoint 是 S3 服务的地址，而不是普通网页。',
    'wrong-credentials': '服务器不接受登录凭证。请检查 access key、secret key，以及可能已过期的 session token。',
  },
  webdav: {
    forbidden: '当前用户没有权限。请授予该目录的写权限。',
    'no-credentials': '没有登录凭证。请设置 WEBDAV_USERNAME 和 WEBDAV_PASSWORD，或传入 username 和 password。',
    'unexpected-answer': '服务器的响应不是 WebDAV 服务应有的内容。请确认该地址是 WebDAV 目录，而不是普通网页。',
    'wrong-credentials': '服务器不接受登录凭证。请检查用户名和密码；开启两步验证的 Nextcloud 需要应用密码。',
  },
}

const UNSUPPORTED: {
  readonly [Method in ErrorDetailsByCode['delivery-unsupported']['method']]: {
    readonly browser: string
    readonly [place: string]: string
  }
} = {
  'alipay-h5': { browser: '此页面不在支付宝中运行' },
  'long-press': { browser: 'Worker 中没有页面，无法显示图片' },
  'web-download': {
    browser: '浏览器不支持下载',
    'home-screen': '从 iPhone 或 iPad 主屏幕打开的应用不保存下载的文件',
    sandbox: '这个 iframe 的 sandbox 属性不允许下载，请加上 allow-downloads',
    'web-view': '应用内的页面不保存下载的文件',
    worker: 'Worker 中不能下载',
  },
  'web-share': {
    browser: '浏览器不支持分享这种文件',
    insecure: '只有 https: 页面可以分享',
    worker: 'Worker 中没有分享面板',
  },
}

const PROBLEMS: { readonly [problem: string]: string } = {
  busy: '另一个标签页正在写入，请稍后再试',
  cancelled: '用户已取消',
  full: '存储空间不足，请清理后重试',
  gone: '它已不存在，请重新保存',
  'no-access': '此页面或 iframe 无权访问文件，请改用其他相册',
  refused: '用户或浏览器未允许，请改用其他相册',
}

function operationText(operation: BrowserOperation): string {
  switch (operation.kind) {
    case 'open':
      return '打开私有文件（OPFS）'
    case 'pick-folder':
      return '获取用于保存的文件夹'
    case 'recall-folder':
      return '读取之前选择的文件夹'
    case 'save':
      return `将 ${operation.photo} 保存到文件夹“${operation.folder}”`
    case 'share':
      return `分享 ${operation.photo}（${operation.size} 字节）`
  }
}

const MB = 1024 * 1024

const PATH_RULES: Record<ErrorDetailsByCode['file-path-invalid']['rule'], string> = {
  spelling: '请写成 https://usr/… 或 https://resource/…',
  'parent-folder': '不能包含 ".."',
  characters: '名称不能包含分隔符或控制字符',
  'name-length': '名称最长 255 字节',
  'path-length': '路径最长 1024 字节',
  encoding: '百分号编码不是 UTF-8',
  'double-encoding': '重复进行了百分号编码',
}

const STORAGE_PROBLEMS: Record<ErrorDetailsByCode['file-storage-failed']['kind'], string> = {
  full: '设备空间不足，请清理后重试',
  forbidden: '系统拒绝访问，请检查权限',
  failed: '系统报告错误，请重试',
}

const ACCEPTED_KINDS =
  '请传入网络地址（https://…）、本地临时文件或缓存文件（https://resource/…）、本地用户文件（https://usr/…）'
const PATH_ADVICE: Record<
  ErrorDetailsByCode['unsupported-file-path']['advice'],
  (values: ErrorDetailsByCode['unsupported-file-path']) => string
> = {
  'accepted-kinds': () => ACCEPTED_KINDS,
  'download-data-url': () => '请先用 my.downloadFile 下载，再传入返回的 apFilePath',
  'newer-client': ({ minVersion }) => `客户端 ${minVersion} 起才支持本地用户文件（https://usr/…）`,
  'copy-package-file': () => `${ACCEPTED_KINDS}；代码包文件请先用 FileSystemManager.readFile 读取，再写入本地用户文件`,
  'page-address': ({ path }) => `${ACCEPTED_KINDS}；本页面的文件的地址为 new URL(${path}, location.href).href`,
  'write-blob': () => `${ACCEPTED_KINDS}；blob 数据请先用 FileSystemManager.writeFile 写入本地用户文件`,
}

const UNUSABLE_INPUT: {
  readonly [Problem in ErrorDetailsByCode['unusable-input']['problem']]: (
    values: ErrorDetailsByCode['unusable-input'],
  ) => string
} = {
  empty: () => '图片名称为空。请给出文件、URL 或 -。',
  'encoded-slash': ({ input }) =>
    `"${input}" 中有编码的斜杠，文件名中不能有斜杠。请给出路径，或 file:///home/me/a.png 这样的 URL。`,
  folder: ({ input, meant }) => `"${input}" 是目录。要保存其中的所有图片，请写 "${meant}"。`,
  'quoted-home': ({ input, meant }) => `"${input}" 不存在：引号中的 ~ 不代表主目录。请写 "${meant}"。`,
  'no-scheme': ({ input, host, meant }) =>
    `"${input}" 不存在：这里没有名为 "${host}" 的目录。如果是网址，请写 "${meant}"。`,
  'no-match': ({ input }) => `没有与 "${input}" 匹配的文件。请检查通配符和目录。`,
  'no-standard-input': () => '标准输入中没有数据。请用管道传入图片："photosalbum save - < poster.png"。',
  'not-an-address': ({ input }) => `"${input}" 不是有效的地址。正确的例子：https://example.com/poster.png。`,
  'other-computer': ({ input }) => `"${input}" 不是本机上的文件。请给出路径，或 file:///home/me/a.png 这样的 URL。`,
  'not-json': ({ line }) => `列表第 ${line} 行不是包含 "input"（以及可选的 "name"）的 JSON。请修正。`,
  'not-public': ({ input }) =>
    `"${input}" 不是公网地址：--public-addresses 只接受以 https:、http: 或 data: 开头的 URL。`,
  several: ({ input }) => `"${input}" 代表多张图片或标准输入。列表中每行只能是一个文件或 URL。`,
  scheme: ({ input }) => `无法打开 "${input}"。请给出文件，或以 https:、http: 或 data: 开头的 URL。`,
  'too-long': ({ input, length }) =>
    `"${input}" 有 ${length} 个字符，超过任何路径的长度。请给出文件或 URL；列表中每行一个。`,
  'two-inputs': ({ line }) => `列表第 ${line} 行同时有 "input" 和 "url"。请只写其中一个。`,
  'unknown-key': ({ line, key, meant }) =>
    `列表第 ${line} 行有 ${key}，但只支持 "input"（或 "url"）和 "name"。${meant === undefined ? '请去掉它。' : `是否想写 "${meant}"？`}`,
  'unusable-name': ({ line, name }) =>
    `列表第 ${line} 行的 "name" 是 ${name}，不是合法的文件名。请换一个，或去掉 "name"。`,
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
  "the platform's module": '平台模块',
  // my
  'a non-empty string of at most 200 characters': '不超过 200 个字符的非空字符串',
  'the path of a folder': '目录路径',
  'numbers and dots': '由数字和点组成的版本号',
  // sources
  'a number from 0 to 1': '0 到 1 之间的数',
  'a function that returns true or false': '返回 true 或 false 的函数',
}

function expectedText(expected: Expected | readonly string[]): string {
  return typeof expected === 'string'
    ? EXPECTED[expected]
    : ` ${expected.map((value) => JSON.stringify(value)).join(' 或 ')}`
}

function valueText(value: string): string {
  return { 'a function': '函数', 'an object': '对象' }[value] ?? value.replace(/^an? (?=[A-Z])/, '')
}

const CORRUPT: { readonly [Problem in CorruptProblem]: string } = {
  'a part has an impossible length': '某个数据块的长度无效',
  'a segment has an impossible length': '某个数据段的长度无效',
  'it contains no picture': '没有图像数据',
  'it continues after its last box': '最后一个 box 之后还有多余数据',
  'it has no dimensions': '没有记录宽高',
  'it has no directory': '没有目录',
  'its directory is not valid': '目录无效',
  'its header is not valid': '文件头无效',
  'its parts refer to the same bytes again and again': '内部结构反复引用同一段数据',
  'its pixels start inside its header': '像素数据与文件头重叠',
  'there is no GIF block': '缺少 GIF 数据块',
}

const DATA_URL_PROBLEMS: { readonly [Problem in DataUrlProblem]: string } = {
  'does not start with "data:"': '没有以 "data:" 开头',
  'has a "%" without two hexadecimal digits after it': '的 "%" 后面缺少两位十六进制数字',
  'has a character that is not base64': '含有不属于 base64 的字符',
  'has no comma after its type': '的类型后面缺少逗号',
  'is truncated': '不完整',
}

const RARE_IN_ALBUMS = '，大多数相册无法显示'
const NOT_AN_IMAGE = '，不是图片'

const OTHER_FORMATS: { readonly [Found in OtherFormat]: string } = {
  'a camera raw file, which few albums can show': `相机 RAW 文件${RARE_IN_ALBUMS}`,
  'a JPEG 2000 image, which few albums can show': ` JPEG 2000 图片${RARE_IN_ALBUMS}`,
  'a JPEG XL image, which few albums can show': ` JPEG XL 图片${RARE_IN_ALBUMS}`,
  'a JPEG-LS image, which few albums can show': ` JPEG-LS 图片${RARE_IN_ALBUMS}`,
  "a PNG in Apple's own variant (CgBI), which few albums can show": ` Apple 私有格式（CgBI）的 PNG${RARE_IN_ALBUMS}`,
  'a PDF document, not an image': ` PDF 文档${NOT_AN_IMAGE}`,
  'a Photoshop document, not an image': ` Photoshop 文档${NOT_AN_IMAGE}`,
  'a video, not an image': `视频${NOT_AN_IMAGE}`,
  'a ZIP archive, not an image': ` ZIP 压缩包${NOT_AN_IMAGE}`,
  'an HTML page, not an image': ` HTML 网页${NOT_AN_IMAGE}`,
  'an icon, not an image': `图标文件${NOT_AN_IMAGE}`,
  'an SVG drawing, not an image': ` SVG 矢量图${NOT_AN_IMAGE}`,
  'an XML document, not an image': ` XML 文档${NOT_AN_IMAGE}`,
  'audio, not an image': `音频${NOT_AN_IMAGE}`,
  'gzip data, not an image': ` gzip 压缩数据${NOT_AN_IMAGE}`,
  'JSON text, not an image': ` JSON 文本${NOT_AN_IMAGE}`,
  'only the first bytes of an image': '图片开头的几个字节',
  'text, not an image': `文本${NOT_AN_IMAGE}`,
  'the text of a data: URL, not an image': ` data: URL 的文本${NOT_AN_IMAGE}`,
}

const ADVICE: { readonly [Sentence in Advice]: string } = {
  'Convert it to JPEG or PNG first.': '请先转换为 JPEG 或 PNG。',
  'Export it as PNG first.': '请先导出为 PNG。',
  'Get the complete file.': '请获取完整的文件。',
  'Pass an image.': '请传入图片。',
  'Pass that text itself.': '请直接传入该 URL。',
  'Pass the picture itself, or its URL.': '请传入图片本身或图片的网址。',
  'Save a picture of its page.': '请保存页面的图片。',
  'Unpack it and save the picture inside.': '请先解压，再保存其中的图片。',
  'Unpack it first.': '请先解压。',
}

const NO_FILES = '本机打开的文件过多，无法建立连接。请减少同时下载的数量，或提高上限（ulimit -n）。'
const UNREACHABLE = '网络不可达。请检查网络连接。'
const UNKNOWN_ISSUER = '证书由未知机构签发。如果信任该机构，请把 NODE_EXTRA_CA_CERTS 设为它的证书。'
const NO_TLS = '该端口不支持 TLS。请把 https: 改为 http:。'

const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  EMFILE: NO_FILES,
  ENFILE: NO_FILES,
  ENOTFOUND: '找不到该主机。请检查网址。',
  EAI_AGAIN: '域名解析失败。请检查网络连接。',
  ECONNREFUSED: '连接被拒绝，该端口没有服务。请检查网址和端口。',
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
}

const OLD_TLS = '只支持过时的 TLS 版本。请联系服务器管理员升级。'
const NO_AGREEMENT = '未能建立 TLS 连接，可能需要客户端证书。请联系服务器管理员。'
const SOCKS_PROBLEMS: Readonly<Record<string, string>> = {
  'general failure': '代理报告一般性错误',
  'its rules do not allow this connection': '代理的规则不允许这个连接',
  'the network is unreachable': '代理报告网络不可达',
  'the host is unreachable': '代理报告主机不可达',
  'the host refused the connection': '该主机拒绝了代理的连接',
  'the host did not answer in time': '该主机没有及时响应代理',
  'it cannot connect to hosts': '代理不支持连接到主机',
  'it does not support this kind of address': '代理不支持这种地址',
  'it closed the connection': '代理断开了连接',
  'it is not a SOCKS 5 proxy': '这不是 SOCKS 5 代理',
  'it does not accept the user name and the password': '代理不接受用户名和密码',
  'it supports no login with a user name and a password': '代理不支持用户名和密码登录',
  'it needs a user name and a password': '代理需要用户名和密码',
}

function proxyProblem(errorCode: string | undefined, message: string): string {
  const known = CONNECTION_PROBLEMS[errorCode ?? ''] ?? SOCKS_PROBLEMS[message]
  return known?.split('。')[0] ?? `${message}${errorCode ? `（${errorCode}）` : ''}`
}

const CONNECTION_LOST = '提前断开了连接。请重试。'
const INVALID_RESPONSE = '返回的响应不是有效的 HTTP。请检查网址和端口。'

/** 已经连接到主机，问题出在它返回的内容。写在主机名之后。 */
const RESPONSE_PROBLEMS: Readonly<Record<string, string>> = {
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD_TLS,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NO_AGREEMENT,
  ECONNRESET: CONNECTION_LOST,
  EPIPE: CONNECTION_LOST,
  UND_ERR_SOCKET: CONNECTION_LOST,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: CONNECTION_LOST,
  Z_BUF_ERROR: CONNECTION_LOST,
  HPE_INVALID_CONSTANT: INVALID_RESPONSE,
  HPE_INVALID_VERSION: INVALID_RESPONSE,
  HPE_INVALID_HEADER_TOKEN: INVALID_RESPONSE,
  HPE_INVALID_CONTENT_LENGTH: INVALID_RESPONSE,
  HPE_UNEXPECTED_CONTENT_LENGTH: INVALID_RESPONSE,
  UND_ERR_HEADERS_OVERFLOW: '返回的响应头超过 256 kB。请联系服务器管理员。',
  Z_DATA_ERROR: '返回的压缩数据已损坏。请重试，或换一个网址。',
}

const REDIRECT_ADVICE = '请检查网址；如果浏览器能显示该图片，请设置与浏览器相同的请求头 Cookie。'

function statusAdvice({ status, retryAfter, sentLogin }: ErrorDetailsByCode['http-status']): string {
  const retry = retryAfter === undefined ? '请稍后重试' : `请在 ${Math.ceil(retryAfter / 1000)} 秒后重试`
  if (status === 404 || status === 410) return '该网址没有内容。请检查网址'
  if (status === 401 && sentLogin)
    return '服务器不接受所用的登录信息。请检查用户名和密码，或请求头 Authorization、Cookie'
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
  'prepare-photo': (path) => `无法在 ${path} 中准备照片文件`,
  'write-output': () => '无法写入标准输出',
  'load-module': () => '无法打开保存图片所需的程序文件',
}

const DISK_ERRORS: Record<string, string> = {
  ENOSPC: '磁盘空间不足，或文件数已达上限。请清理后重试',
  EDQUOT: '磁盘配额已用完。请清理后重试',
  EACCES: '当前用户没有写入权限。请修改权限，或换一个目录',
  EPERM: '系统不允许该操作。请修改权限，或换一个目录',
  EROFS: '文件系统是只读的。请换一个目录',
  EFBIG: '文件大小超过了文件系统或本进程的上限。请调大上限（ulimit -f），或换一个磁盘',
  EMFILE: '本进程打开的文件过多。请减少并发数，或调大上限（ulimit -n）',
  ENFILE: '系统打开的文件过多。请稍后重试',
  ENOENT: '路径不存在，或刚被删除。请换一个目录，或重新保存',
  ENOTDIR: '路径中有一部分是文件而不是目录。请换一个目录',
  ELOOP: '路径中的符号链接形成了循环。请换一个目录',
  ENAMETOOLONG: '路径过长，超过文件系统的限制。请换一个较短的路径',
  EIO: '磁盘报告输入/输出错误。请先检查磁盘',
}

function diskMessage({ operation, path, errno = '', text }: ErrorDetailsByCode['disk']): string {
  const known = DISK_ERRORS[errno]
  return `${DISK_OPERATIONS[operation](path)}：${known ? `${known}（${errno}）` : text}。`
}

const READ_ERRORS: Record<string, string> = {
  EACCES: '没有读取权限。请修改权限，或先复制一份',
  EPERM: '没有读取权限。请修改权限，或先复制一份',
  ENOTDIR: '不存在：路径中有一部分是文件而不是目录',
  ELOOP: '是循环的符号链接',
  ENAMETOOLONG: '的名称过长',
  ENXIO: '是套接字或设备，不是文件。请传入图片文件',
  EISDIR: '是目录，不是文件。请传入其中的图片',
  ERR_INVALID_ARG_VALUE: '不是有效路径：其中有 NUL 字符',
  EMFILE: '无法打开：本进程打开的文件过多。请减少并发数',
  ENFILE: '无法打开：系统打开的文件过多。请稍后重试',
  EIO: '无法读取：磁盘出错。请使用备份',
}
