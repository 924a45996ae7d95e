import prettyBytes from 'pretty-bytes'
import prettyMilliseconds from 'pretty-ms'
import type { SaveError } from '../core/errors.ts'
import type { Description } from '../core/problem-details.ts'
import type { Catalogue } from '../i18n/localize.ts'
import { environmentLanguage, isChinese } from '../util/format.ts'
import { readableUrl } from '../util/url.ts'

type Colour = (text: string) => string

const photos = (count: number) => `${count} photo${count === 1 ? '' : 's'}`
const images = (count: number) => `${count} image${count === 1 ? '' : 's'}`
/** In bytes if both would be shown as the same size. */
function sizes(bytes: number | undefined, maxBytes: number): readonly [actual: string, limit: string] {
  const limit = prettyBytes(maxBytes)
  if (bytes === undefined) return [`more than ${limit}`, 'no more']
  const actual = prettyBytes(bytes)
  return actual === limit ? [`${bytes} bytes`, `${maxBytes}`] : [actual, limit]
}

const list = (items: readonly string[], word: string) =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`

const UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  ENOTDIR: 'a part of this path is a file, not a folder',
  ELOOP: 'it is a symbolic link that leads back to itself',
  ENAMETOOLONG: 'the path is too long for the file system',
}

const whyUnreadable = ({ code = '', message }: NodeJS.ErrnoException) => UNREADABLE[code] ?? message

const REDIRECT_ADVICE =
  "Check the URL; if a browser shows the picture, send the cookies of the browser with --header 'Cookie: …'."

/** What the command line prints, in English. */
const en = {
  standardInput: 'Standard input',
  systemAlbum: 'the album of this computer',
  placeInAlbum: (name: string, album: string) => `${name} in ${album}`,
  outcome: { stored: 'Saved', 'handed-over': 'Handed over' },
  notSaved: (failed: number, all: number) => `${failed} of ${images(all)} not saved:`,
  cancelled: (saved: number, all: number) => `cancelled: ${saved} of ${images(all)} saved; no partial files were left.`,
  onlyOutputLost: 'Only the output is lost.',
  simulating:
    'This is photosalbum, a simulated phone for mini-programs. Open its address in a browser; Ctrl-C stops it.',
  phones: {
    first: 'Scan this code with a phone in the same network. Each code is for one browser; Ctrl-C ends it.',
    next: 'A browser in the network has connected. For another one, scan this code:',
    warning:
      'The browser will warn about the certificate, which this computer signed itself: continue to the page anyway.',
    others: (addresses: readonly string[]) =>
      `If the phone cannot connect, use another address of this computer: --host ${list(addresses, 'or')}.`,
  },
  portTaken: (port: number) => `Port ${port} is taken; using the next free one.`,
  folderGone: 'The current folder no longer exists. Change to another one.',
  defect: 'This is a bug in photosalbum. Please report it, with the lines above.',

  // Mistakes on the command line.
  see: (command: string) => `See "photosalbum ${command}--help".`,
  didYouMean: (meant: string) => `Did you mean ${meant}?`,
  noSuchCommand: (word: string) => `There is no command "${word}".`,
  noSuchOption: (flag: string) => `There is no option ${flag}.`,
  fileLikeOption: (flag: string) => ` For a file of that name: ./${flag}.`,
  needsValue: (name: string, usage: string) => `${name} needs a value: "${usage}".`,
  equalsSign: (short: string, value: string) => `${short}=${value}: did you mean ${short} ${value}?`,
  noArguments: (word: string) => `"${word}" is unexpected: this command takes no arguments.`,
  oneArgument: (count: number) => `This command takes one argument, but got ${count}.`,
  missingArgument: {
    save: 'Which image? Give a file, a URL, or - for standard input.',
    run: 'Which mini-program? Give its folder, or a page.js.',
  },
  oneOf: (name: string, choices: readonly string[], value: string) =>
    `${name} takes ${list(choices, 'or')}, not "${value}".`,
  wantsCount: (name: string, most: number, value: string) =>
    `${name} takes a whole number from 1 to ${most}, not "${value}".`,
  wantsPort: (name: string, value: string) => `${name} takes a number from 0 to 65535, not "${value}".`,
  wantsAddress: (name: string, value: string) =>
    `${name} takes an IPv4 address of this computer such as 192.168.1.5, not "${value}". Write a page or folder before it.`,
  wantsSize: (name: string, value: string) => `${name} takes a size such as 20MB or 1.5GiB, not "${value}".`,
  wantsDuration: (name: string, value: string) =>
    `${name} takes a time such as 500ms, 30s, 2min or 1h, not "${value}".`,
  wantsVersion: (name: string, value: string) => `${name} takes numbers and dots such as 10.2.70, not "${value}".`,
  wantsFileName: (name: string, value: string) => `${name} takes a valid file name, not "${value}".`,
  /** `header` is its name in quotes, or its number: the rest may be a secret. */
  wantsHeader: (name: string, header: string, problem: 'colon' | 'name' | 'value') => {
    const what = {
      colon: 'has no colon',
      name: 'has no valid name before its colon',
      value: 'has a line break or another character that headers cannot have',
    }[problem]
    return `${name} ${header} ${what}. Give a name, a colon and a value: "Referer: https://example.com/".`
  },
  ownHeader: (name: string, header: string) =>
    `${name} "${header}" cannot be set: like a browser, photosalbum itself sends the headers that describe the connection. Leave it out.`,
  wantsUserAgent: (name: string) => `${name} takes the text of an HTTP header: characters of Latin-1.`,
  meantSystem: (value: string) => `--album "${value}": did you mean "system"? A folder of that name is "./${value}".`,
  homeFolder: (value: string, meant: string) =>
    `--album is "${value}", which only a shell expands to your home folder: give "${meant}".`,
  urlAsFolder: (meant: string) => `--album is a URL: give "${meant}".`,
  unknownAlbumUrl: (value: string) =>
    `--album is "${value}": give the path of a folder on this computer, s3://bucket/prefix or webdav+https://host/folder.`,
  webAsFolder: (meant: string) =>
    `--album is a web address: for a folder on a WebDAV server, give "${meant}"; otherwise the path of a folder on this computer.`,
  wantsServerAlbum: (value: string) =>
    `--album is "${value}": give a bucket such as s3://photos/posters, or a folder such as webdav+https://nas.local/photos.`,
  bareBucket: (value: string) =>
    `--album "${value}": a bucket has no login or port in its URL. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL for a server of your own.`,
  wantsFolders: (choices: readonly string[]) =>
    `The only parameter of an album's URL is folders, which is ${list(choices, 'or')}: "?folders=${choices[0]}".`,
  notAFolder: (value: string) => `--album is ${value}: give the path of a folder on this computer.`,
  standardInputTwice: 'Standard input (-) can be read only once.',
  wantsRate: (name: string, value: string) => `${name} takes a rate such as 10/s, 600/min or 3600/h, not "${value}".`,
  wantsRetries: (name: string, value: string) => `${name} takes a whole number from 0 to 20, not "${value}".`,
  wantsShare: (name: string, value: string) =>
    `${name} takes a place in a bucket such as s3://photos/claims, not "${value}".`,
  listOrImages: 'Give images, or a list with --from, but not both.',
  needsList: (name: string) => `${name} needs a list: "--from list.txt".`,
  resumeOrShare: '--resume is for one machine and --share for several: give one of them.',
  listUnreadable: (path: string, error: NodeJS.ErrnoException) =>
    `--from takes a file, and "${path}" cannot be read: ${whyUnreadable(error)}.`,
  listNotText: (path: string) => `--from takes a text file (UTF-8), and "${path}" is not one.`,
  stateInUse: (path: string) => `--resume: another process is using "${path}". Wait for it, or end it first.`,
  notAState: (path: string) => `--resume: "${path}" is not a state file of an earlier run. Name another file.`,
  otherAlbum: (path: string, album: string) =>
    `--resume: "${path}" is the state of a run with --album "${album}". Give that album, or name another file.`,
  listDone: (saved: number, skipped: number, failed: number) =>
    `${photos(saved)} saved${skipped ? `, ${skipped} already saved earlier` : ''}${failed ? `, ${failed} not saved:` : '.'}`,
  listCancelled: (saved: number, failed: number, canResume: boolean) =>
    `cancelled: ${photos(saved)} saved${failed ? `, ${failed} not saved` : ''}; no partial files were left.${canResume ? ' Run the same command again to continue.' : ''}`,
  reasonLine: (count: number, reason: string, example: string) =>
    count === 1 ? `${reason}: ${example}` : `${reason}, ${count} times, first: ${example}`,

  progress: {
    waiting: 'waiting',
    retrying: (delay: string) => `server busy, retry in ${delay}`,
    storing: 'storing',
    of: (done: string, all: string) => `${done} of ${all}`,
    left: (time: string) => `${time} left`,
    images: (ready: number, all: number | undefined, failed: number) =>
      `${all === undefined ? images(ready) : `${ready} of ${images(all)}`}${failed ? `, ${failed} failed` : ''}`,
  },

  run: {
    noSuchMethod: (method: string, known: readonly string[]) =>
      `The page has no method "${method}". It has: ${known.join(', ') || 'none'}.`,
    notAMethod: (name: string, kind: string, known: readonly string[]) =>
      `"${name}" of the page is not a method but ${kind === 'object' ? 'an object' : `a ${kind}`}. Its methods: ${known.join(', ') || 'none'}.`,
    noSuchPage: (route: string, known: readonly string[]) =>
      `There is no page "${route}". The pages are ${known.slice(0, 10).join(', ')}${known.length > 10 ? ' …' : ''}.`,
    notShown: (text: string, tappable: readonly string[], skipped: readonly string[]) =>
      `Nothing on the page says "${text}". ${tappable.length > 0 ? `What can be tapped: ${tappable.slice(0, 20).join(', ')}.` : 'Nothing there can be tapped.'}${skipped.length === 0 ? '' : ` ${notDone(skipped)}.`}`,
    configUnreadable: (path: string, error: NodeJS.ErrnoException) =>
      `--app-json takes a file, and "${path}" cannot be read: ${whyUnreadable(error)}.`,
    configNotJson: (path: string, problem: string) =>
      `--app-json takes a JSON file, and "${path}" is not valid JSON: ${problem}.`,
    killed: 'the app did not end by itself, so it was killed.',
    endedBy: (signal: string) => `the app was ended by ${signal}, from outside or for lack of memory.`,
    uncaught: 'Uncaught',
    warning: 'Warning',
    problem: 'Error',
    from: 'from',
    uncaughtFailure: ({ error, errorMessage }: { error: number; errorMessage: string }) =>
      `A call failed with error ${error}, and neither a fail callback nor a catch handled it: ${errorMessage}`,
    thrown: (value: string) => `Thrown: ${value}`,
    unreadable: 'a value that cannot be read',
    messageNotText: 'its message is not a string',
    neverEnded: (what: string, skipped: readonly string[]) =>
      `${what} did not finish${skipped.length === 0 ? '' : `; ${notDone(skipped)}`}.`,
    exited: (skipped: readonly string[]) => `the app ended its process; ${notDone(skipped)}.`,
    error: (code: number) => `error ${code}`,
    saved: (count: number, colour: Colour) => `${colour('Saved')} ${photos(count)}`,
    notSaved: (count: number, colour: Colour) => `${colour('Not saved')} ${photos(count)}`,
    nothingSaved: (hint: string | undefined) => `Nothing was saved.${hint === undefined ? '' : ` ${hint}`}`,
    neverCalled: 'The app did not call my.saveImageToPhotosAlbum.',
    methods: (methods: readonly string[]) =>
      `The page has ${methods.join(', ')}: call one with "--call ${methods[0]}".`,
    tappable: (texts: readonly string[]) =>
      `The page shows ${texts.slice(0, 10).join(', ')}: tap one with --tap "${texts[0]}".`,
    missingApis: (names: readonly string[], colour: Colour) =>
      `${colour('Not available')} ${names.join(', ')}: the app accessed it, and got undefined.`,
    notText: (api: string, option: string) => `my.${api} does not show its ${option}, which is not a string.`,
    noTerminal: (button: string) => `no terminal to answer in, so the answer is: ${button}`,
    preview: (current: number, all: number) => `${current} of ${all}`,
    settings: (allowed: boolean | undefined) =>
      `saving to the album is ${allowed === undefined ? 'not asked yet' : allowed ? 'granted' : 'denied'}`,
    allowSaving: 'Allow saving to the album?',
    mayItSave: (app: string, reason: string | undefined) =>
      `May ${app} save to the album?${reason ? ` Its reason: ${reason}` : ''}`,
    noTerminalForPermission: '--permission ask needs a terminal to answer in; permission is denied.',
  },

  doctor: {
    titles: {
      album: 'Album',
      where: 'Where',
      writable: 'Writable',
      room: 'Free space',
      node: 'Node',
      problem: 'Problem',
      warning: 'Warning',
      remedy: 'Remedy',
    },
    albums: { 'apple-photos': 'Photos', directory: 'the Pictures folder' },
    writable: {
      yes: 'yes',
      no: 'no',
      asks: 'the system will ask when the first photo is saved',
      unknown: 'it can be read; the first photo will show whether it can be written to',
    },
    unknown: 'unknown',
    createdLater: (path: string) => `${path} (created with the first photo)`,
    noMoreFiles: (bytes: string) => `${bytes}, but no more files can be created`,
    servers: { s3: 'a bucket (S3)', webdav: 'a folder on a WebDAV server' } as Readonly<Record<string, string>>,
    folder: 'a folder',
    alsoHere: 'Also available',
    alternatives: {
      directory: 'any folder: photosalbum save --album FOLDER, or in a program directory({ path })',
      s3: 'a bucket (S3): photosalbum save --album s3://BUCKET/PREFIX, or in a program s3({ bucket })',
      webdav:
        'a folder on a WebDAV server: photosalbum save --album webdav+https://HOST/FOLDER, or in a program webdav({ url })',
      memory: 'an array, for tests, only in a program: memory()',
    } as Readonly<Record<string, string>>,
  },

  /** Messages that differ from those of the package: `--max-size` instead of `maxBytes`. */
  errors: {
    'image-too-large': ({ image = 'The image', bytes, maxBytes }) => {
      const [actual, limit] = sizes(bytes, maxBytes)
      return `${image} has ${actual}, and ${limit} are allowed. Make it smaller, or raise the limit with --max-size.`
    },
    disk: ({ operation, path, errno }) =>
      errno === 'EMFILE'
        ? `Cannot ${operation === 'write-album' ? `write to the album ${path}` : 'open the files that saving an image needs'}: this process has too many files open (EMFILE). Save fewer at once with --jobs, or raise the limit (ulimit -n).`
        : undefined,
    'download-stalled': ({ host, timeout, bytes }) =>
      `${host} ${bytes === 0 ? 'sent nothing for' : `sent only ${bytes} bytes in`} ${prettyMilliseconds(timeout)}. Try again, or wait longer with --timeout.`,
    'http-status': ({ url, status, sentLogin }) => {
      const advice =
        status === 401
          ? sentLogin
            ? "it does not accept the login. Check the user name and the password in the URL, or the 'Authorization: …' or 'Cookie: …' of --header"
            : "it needs a login. Send it with --header 'Authorization: …' or --header 'Cookie: …', or use a public URL"
          : status === 403
            ? "it refuses this request. If a browser shows the picture, send what the browser sends with --header 'Referer: …' and --user-agent; otherwise use a public URL"
            : undefined
      return advice && `${readableUrl(url)} answers with status ${status}: ${advice}.`
    },
    'address-not-allowed': ({ host, address }) =>
      `${host}${address === host ? '' : ` has the address ${address}, which`} is not public, and --public-addresses refuses it.`,
    'redirect-loop': ({ host, url }) => `${host} redirects in a loop, back to ${readableUrl(url)}. ${REDIRECT_ADVICE}`,
    'too-many-redirects': ({ host, url, maxRedirects }) =>
      `${host} redirects more than ${maxRedirects} times, finally to ${readableUrl(url)}. ${REDIRECT_ADVICE}`,
    'url-not-fetchable': ({ url, problem, redirectedFrom }) =>
      problem === 'app-file' && redirectedFrom === undefined
        ? `${readableUrl(url)} is a file of a mini-program, which only its own script can save: photosalbum run page.js.`
        : undefined,
    'not-a-file': ({ path, kind }) =>
      kind === 'pipe'
        ? `${JSON.stringify(path)} is a pipe, not a file. Save what it carries as standard input: "… | photosalbum save -".`
        : undefined,
  } as Catalogue,

  help: {
    about: 'Saves images to the album of this computer.',
    help: 'show this help',
    version: 'show the version',
    language: 'the language of the output: en or zh (default: that of the environment)',
    more: '"photosalbum <command> --help" shows the options of a command, with examples.',
    album:
      'a folder, the album of this computer ("system", the default), s3://BUCKET/PREFIX or webdav+https://HOST/FOLDER',
    titles: {} as Readonly<Record<string, string>>,
    default: (text: string, value: string) => `${text} (default: ${value})`,
    save: {
      summary: 'Saves images to the album of this computer.',
      description: `Saves images to the album of this computer.

A photo keeps its bytes and its name; its content determines the extension. No photo is ever replaced.`,
      image: 'a file, a glob pattern, a URL (https:, http:, data:, file:), or - for standard input',
      name: 'the name of the photo; several photos are numbered',
      jobs: 'how many downloads run at once, up to 128; up to four times as many images are in progress',
      maxSize: 'the largest image to accept: 20MB, 1.5GiB, or a number of bytes (default: 1GiB)',
      timeout:
        'give up on a server that sends nothing for this long: 500ms, 2min, 1h, or a number of seconds (default: 60)',
      header:
        'an HTTP header such as "Referer: https://example.com/" for all URLs; may be given several times; not sent after a redirect to another origin',
      userAgent: 'the User-Agent header',
      publicAddresses: 'fetch only from the public internet, and read no files: for lists that strangers write',
      retry: 'how often to retry a failed image, where that may help (default: 0, with --from 2)',
      rate: 'the maximum rate at which images are started: 10/s, 600/min, or a number per second',
      from: 'save the images that a file lists, or standard input (-): files, URLs or JSON lines',
      resume: 'keep the state of the list in this file, and continue from it',
      share: 'share the list with other machines, through s3://BUCKET/PREFIX',
      json: 'print one line of JSON for each image',
      after: `
Examples:
  photosalbum save --from urls.txt --resume state.jsonl --album s3://photos/posters
  photosalbum save https://example.com/poster.png
  photosalbum save holiday/*.jpg '**/*.heic'
  photosalbum save --album ./photos --name scan - < scan.tiff

Exit code: 0 all saved, 1 some not saved, 2 a mistake on the command line, 130 cancelled with Ctrl-C.`,
    },
    run: {
      summary: 'Runs a mini-program without a screen. What it saves goes to the real album.',
      description: `Runs a mini-program without a screen. What it saves goes to the real album.

It opens the first page, or the given one, then does each --tap and --call in the order given. The run ends when nothing is left to do.`,
      target: 'the folder of a mini-program, or a page.js',
      page: "the page to open, such as 'pages/poster/poster?id=7'",
      tap: 'then tap the element with this text; may be given several times',
      call: 'then call this method of the page; may be given several times',
      query: 'what onLoad receives, such as id=7&from=share',
      platform: 'the phone to simulate: iOS or Android',
      sdkVersion: 'the version of the base library, such as 1.14.0',
      clientVersion: 'the version of the client, such as 10.2.69',
      permission: 'whether the app may save: granted, denied or ask',
      appJson: 'the app.json to use (default: the nearest one above the page)',
      json: 'print one line of JSON for each event',
      after: `
Examples:
  photosalbum run . --tap 生成海报 --tap 保存
  photosalbum run . --page pages/poster/poster --query id=7 --call savePoster
  photosalbum run page.js --permission denied --platform iOS

Exit code: 0 success, 1 the app had an uncaught error, 2 a mistake on the command line, 130 ended with Ctrl-C.`,
    },
    simulate: {
      summary: 'Shows a phone in the browser, to debug a page without a phone.',
      description: `Shows a phone in the browser, to debug a page without a phone.

The phone updates whenever a file of the page or folder changes. Without --host, the server listens only on 127.0.0.1. It responds only to its own page. Ctrl-C ends it.`,
      target: 'the folder of a mini-program, or a page.js (default: an example shop)',
      port: 'the port to listen on; if it is taken, the next one (default: 8100)',
      noOpen: 'print the address without opening a browser',
      host: 'also allow a phone in the same network, by QR code and HTTPS: at this address, or the first private one',
      after: `
Examples:
  photosalbum simulate
  photosalbum simulate pages/poster/poster.js
  photosalbum simulate . --port 9000
  photosalbum simulate . --host`,
    },
    doctor: {
      summary: 'Reports which album this computer has, and whether photos can be saved to it.',
      description: `Reports which album this computer has, and whether photos can be saved to it; or checks another album.

It changes nothing and shows no prompts.`,
      json: 'print it as JSON',
      after: `
Examples:
  photosalbum doctor
  photosalbum doctor --album s3://photos/posters
  photosalbum doctor --json | jq .location

Exit code: 0 no problems, 1 there is a problem.`,
    },
  },
}

const notDone = (steps: readonly string[]) => `${steps.join(', ')} ${steps.length > 1 ? 'were' : 'was'} not run`

type Words = typeof en

const zhList = (items: readonly string[]) =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join('、')} 或 ${items.at(-1)}`
const ZH_UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: '它是目录',
  ENOENT: '文件不存在',
  EACCES: '当前用户无权读取',
  ENOTDIR: '路径中有一部分是文件，不是目录',
  ELOOP: '它是循环的符号链接',
  ENAMETOOLONG: '路径过长，超过文件系统的限制',
}

const zhWhyUnreadable = ({ code = '', message }: NodeJS.ErrnoException) => ZH_UNREADABLE[code] ?? message
const ZH_REDIRECT_ADVICE = "请检查网址；如果浏览器能显示该图片，请用 --header 'Cookie: …' 发送浏览器的 Cookie。"
const zhNotDone = (methods: readonly string[]) => `未执行 ${methods.join('、')}`

/** 命令行的中文输出，与上面的英文一一对应。 */
const zh: Words = {
  standardInput: '标准输入',
  systemAlbum: '本机相册',
  placeInAlbum: (name, album) => `${name}（${album}）`,
  outcome: { stored: '已保存', 'handed-over': '已交给系统' },
  notSaved: (failed, all) => `共 ${all} 张图片，${failed} 张未保存：`,
  cancelled: (saved, all) => `已取消：共 ${all} 张图片，已保存 ${saved} 张，没有留下不完整的文件。`,
  onlyOutputLost: '保存不受影响，只是丢失了输出。',
  simulating: 'photosalbum 模拟手机已启动，用于调试小程序。请在浏览器中打开下面的地址；按 Ctrl-C 停止。',
  phones: {
    first: '同一网络中的手机请扫描下面的二维码，一个二维码只供一个浏览器使用；按 Ctrl-C 停止。',
    next: '已有一个浏览器接入。其他手机请扫描这个二维码：',
    warning: '浏览器会提示证书不受信任，因为证书由本机自行签发：请选择继续访问。',
    others: (addresses) => `如果手机无法访问，请换用本机的其他地址：--host ${zhList(addresses)}。`,
  },
  portTaken: (port) => `端口 ${port} 已被占用，改用下一个可用端口。`,
  folderGone: '当前目录已不存在，请切换到其他目录。',
  defect: '这是 photosalbum 的 bug，请附上以上输出反馈给我们。',

  see: (command) => `用法见 "photosalbum ${command}--help"。`,
  didYouMean: (meant) => `是否想输入 ${meant}？`,
  noSuchCommand: (word) => `没有名为 "${word}" 的命令。`,
  noSuchOption: (flag) => `没有 ${flag} 选项。`,
  fileLikeOption: (flag) => `如果是文件名，请写成 ./${flag}。`,
  needsValue: (name, usage) => `${name} 缺少参数值："${usage}"。`,
  equalsSign: (short, value) => `${short}=${value}：是否想输入 ${short} ${value}？`,
  noArguments: (word) => `多余的参数 "${word}"：该命令不接受参数。`,
  oneArgument: (count) => `该命令只接受一个参数，却收到 ${count} 个。`,
  missingArgument: {
    save: '要保存哪张图片？请给出文件、URL，或用 - 表示标准输入。',
    run: '要运行哪个小程序？请给出目录或 page.js。',
  },
  oneOf: (name, choices, value) => `${name} 只能是 ${zhList(choices)}，不能是 "${value}"。`,
  wantsCount: (name, most, value) => `${name} 需要 1 到 ${most} 之间的整数，不能是 "${value}"。`,
  wantsPort: (name, value) => `${name} 需要 0 到 65535 之间的数字，不能是 "${value}"。`,
  wantsAddress: (name, value) =>
    `${name} 需要 192.168.1.5 这样的本机 IPv4 地址，不能是 "${value}"。页面或目录请写在它前面。`,
  wantsSize: (name, value) => `${name} 需要 20MB、1.5GiB 这样的大小，不能是 "${value}"。`,
  wantsDuration: (name, value) => `${name} 需要 500ms、30s、2min、1h 这样的时长，不能是 "${value}"。`,
  wantsVersion: (name, value) => `${name} 需要 10.2.70 这样由数字和点组成的版本号，不能是 "${value}"。`,
  wantsFileName: (name, value) => `${name} 需要合法的文件名，不能是 "${value}"。`,
  wantsHeader: (name, header, problem) => {
    const what = {
      colon: '中没有冒号',
      name: '的冒号前不是有效的名称',
      value: '的值中有换行符或其他不允许的字符',
    }[problem]
    return `${/^\d/.test(header) ? `第 ${header} 个 ${name} ` : `${name} ${header} `}${what}。请写成“名称: 值”的形式，例如 "Referer: https://example.com/"。`
  },
  ownHeader: (name, header) =>
    `${name} "${header}" 不能设置：与浏览器一样，描述连接的头由 photosalbum 自己发送。请去掉它。`,
  wantsUserAgent: (name) => `${name} 只能包含 HTTP 头允许的字符（Latin-1）。`,
  meantSystem: (value) => `--album "${value}"：是否想输入 "system"？如果是同名目录，请写成 "./${value}"。`,
  homeFolder: (value, meant) => `--album 是 "${value}"，只有 shell 会把 ~ 展开为主目录：请写成 "${meant}"。`,
  urlAsFolder: (meant) => `--album 是 URL：请给出 "${meant}"。`,
  unknownAlbumUrl: (value) =>
    `--album 是 "${value}"：请给出本机目录的路径、s3://bucket/prefix 或 webdav+https://host/folder。`,
  webAsFolder: (meant) => `--album 是网址：WebDAV 服务器上的目录请写成 "${meant}"；否则请给出本机目录的路径。`,
  wantsServerAlbum: (value) =>
    `--album 是 "${value}"：请给出存储桶，例如 s3://photos/posters，或目录，例如 webdav+https://nas.local/photos。`,
  bareBucket: (value) =>
    `--album "${value}"：存储桶的 URL 中不能有登录信息和端口。请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY；如果是自己的服务器，再设置 AWS_ENDPOINT_URL。`,
  wantsFolders: (choices) => `相册 URL 的参数只有 folders，取值为 ${zhList(choices)}，例如 "?folders=${choices[0]}"。`,
  notAFolder: (value) => `--album 是 ${value}：请给出本机目录的路径。`,
  standardInputTwice: '标准输入（-）只能读取一次。',
  wantsRate: (name, value) => `${name} 需要 10/s、600/min、3600/h 这样的速率，不能是 "${value}"。`,
  wantsRetries: (name, value) => `${name} 需要 0 到 20 之间的整数，不能是 "${value}"。`,
  wantsShare: (name, value) => `${name} 需要存储桶中的位置，例如 s3://photos/claims，不能是 "${value}"。`,
  listOrImages: '请给出图片，或用 --from 给出列表，不能同时使用。',
  needsList: (name) => `${name} 需要列表："--from list.txt"。`,
  resumeOrShare: '--resume 用于一台机器，--share 用于多台机器，请只用其中一个。',
  listUnreadable: (path, error) => `--from 需要文件，但无法读取 "${path}"：${zhWhyUnreadable(error)}。`,
  listNotText: (path) => `--from 需要文本文件（UTF-8），"${path}" 不是。`,
  stateInUse: (path) => `--resume：另一个进程正在使用 "${path}"。请等它结束，或先结束它。`,
  notAState: (path) => `--resume："${path}" 不是之前运行留下的进度文件。请换一个文件。`,
  otherAlbum: (path, album) => `--resume："${path}" 是 --album "${album}" 的进度文件。请使用该相册，或换一个文件。`,
  listDone: (saved, skipped, failed) =>
    `已保存 ${saved} 张${skipped ? `，${skipped} 张此前已保存` : ''}${failed ? `，${failed} 张未保存：` : '。'}`,
  listCancelled: (saved, failed, canResume) =>
    `已取消：已保存 ${saved} 张${failed ? `，${failed} 张未保存` : ''}，没有留下不完整的文件。${canResume ? '再次运行同样的命令即可继续。' : ''}`,
  reasonLine: (count, reason, example) =>
    count === 1 ? `${reason}：${example}` : `${reason}，共 ${count} 次，首次：${example}`,

  progress: {
    waiting: '等待中',
    retrying: (delay) => `服务器繁忙，${delay} 后重试`,
    storing: '写盘中',
    of: (done, all) => `${done} / ${all}`,
    left: (time) => `剩余 ${time}`,
    images: (ready, all, failed) =>
      `${all === undefined ? ready : `${ready} / ${all}`} 张${failed ? `，失败 ${failed} 张` : ''}`,
  },

  run: {
    noSuchMethod: (method, known) => `页面没有方法 "${method}"。可用的方法：${known.join('、') || '无'}。`,
    notAMethod: (name, kind, known) =>
      `页面的 "${name}" 不是方法，而是 ${kind}。可用的方法：${known.join('、') || '无'}。`,
    noSuchPage: (route, known) =>
      `没有页面 "${route}"。已有页面：${known.slice(0, 10).join('、')}${known.length > 10 ? ' …' : ''}。`,
    notShown: (text, tappable, skipped) =>
      `页面上没有文字“${text}”。${tappable.length > 0 ? `可以点击的有：${tappable.slice(0, 20).join('、')}。` : '没有可以点击的内容。'}${skipped.length === 0 ? '' : `${zhNotDone(skipped)}。`}`,
    configUnreadable: (path, error) => `--app-json 需要一个文件，但无法读取 "${path}"：${zhWhyUnreadable(error)}。`,
    configNotJson: (path, problem) => `--app-json 需要 JSON 文件，"${path}" 不是：${problem}。`,
    killed: '小程序没有自行结束，已强制终止。',
    endedBy: (signal) => `小程序进程被 ${signal} 终止，原因可能是外部操作或内存不足。`,
    uncaught: '未捕获的异常',
    warning: '警告',
    problem: '错误',
    from: '来自',
    uncaughtFailure: ({ error, errorMessage }) =>
      `调用失败，错误码 ${error}，既没有 fail 回调也没有 catch：${errorMessage}`,
    thrown: (value) => `抛出：${value}`,
    unreadable: '无法读取的值',
    messageNotText: 'message 不是字符串',
    neverEnded: (what, skipped) => `${what} 一直没有结束${skipped.length === 0 ? '' : `；${zhNotDone(skipped)}`}。`,
    exited: (skipped) => `小程序结束了进程；${zhNotDone(skipped)}。`,
    error: (code) => `错误 ${code}`,
    saved: (count, colour) => `${colour('已保存')} ${count} 张图片`,
    notSaved: (count, colour) => `${colour('未保存')} ${count} 张图片`,
    nothingSaved: (hint) => `没有保存任何图片。${hint ?? ''}`,
    neverCalled: '小程序没有调用 my.saveImageToPhotosAlbum。',
    methods: (methods) => `页面有方法 ${methods.join('、')}：可以用 "--call ${methods[0]}" 调用。`,
    tappable: (texts) => `页面上有 ${texts.slice(0, 10).join('、')}：可以用 --tap "${texts[0]}" 点击。`,
    missingApis: (names, colour) => `${colour('不支持')} ${names.join('、')}：应用读取到的是 undefined。`,
    notText: (api, option) => `my.${api} 的 ${option} 不是字符串，因此没有显示。`,
    noTerminal: (button) => `没有终端，无法选择，视为：${button}`,
    preview: (current, all) => `第 ${current} 张，共 ${all} 张`,
    settings: (allowed) => `保存到相册：${allowed === undefined ? '尚未询问' : allowed ? '已允许' : '已拒绝'}`,
    allowSaving: '允许保存到相册？',
    mayItSave: (app, reason) => `允许 ${app} 保存到相册吗？${reason ? `用途：${reason}` : ''}`,
    noTerminalForPermission: '--permission ask 需要在终端中选择；没有终端，视为拒绝。',
  },

  doctor: {
    titles: {
      album: '相册',
      where: '位置',
      writable: '可写',
      room: '剩余空间',
      node: 'Node',
      problem: '问题',
      warning: '警告',
      remedy: '解决办法',
    },
    albums: { 'apple-photos': '“照片”应用', directory: '“图片”文件夹' },
    writable: {
      yes: '是',
      no: '否',
      asks: '保存第一张图片时由系统询问',
      unknown: '可以读取；能否写入要到保存第一张图片时才知道',
    },
    unknown: '未知',
    createdLater: (path) => `${path}（保存第一张图片时创建）`,
    noMoreFiles: (bytes) => `${bytes}，但无法再新建文件`,
    servers: { s3: 'S3 存储桶', webdav: 'WebDAV 服务器上的目录' },
    folder: '目录',
    alsoHere: '还可以使用',
    alternatives: {
      directory: '任意目录：photosalbum save --album 目录；在程序中用 directory({ path })',
      s3: 'S3 存储桶：photosalbum save --album s3://存储桶/前缀；在程序中用 s3({ bucket })',
      webdav: 'WebDAV 服务器上的目录：photosalbum save --album webdav+https://主机/目录；在程序中用 webdav({ url })',
      memory: '数组，用于测试，仅限程序中：memory()',
    },
  },

  errors: {
    'image-too-large': ({ image = '图片', bytes, maxBytes }) => {
      const [actual, limit] = [bytes === undefined ? undefined : prettyBytes(bytes), prettyBytes(maxBytes)]
      const size = actual === undefined ? `超过 ${limit}` : actual === limit ? `为 ${bytes} 字节` : `为 ${actual}`
      return `${image} 的大小${size}，上限为 ${actual === limit ? `${maxBytes} 字节` : limit}。请压缩图片，或用 --max-size 调大上限。`
    },
    disk: ({ operation, path, errno }) =>
      errno === 'EMFILE'
        ? `无法${operation === 'write-album' ? `写入相册 ${path}` : '打开保存图片所需的文件'}：本进程打开的文件过多（EMFILE）。请用 --jobs 减少同时保存的数量，或提高上限（ulimit -n）。`
        : undefined,
    'download-stalled': ({ host, timeout, bytes }) =>
      `${host} 在 ${prettyMilliseconds(timeout)} 内${bytes === 0 ? '没有发送任何数据' : `只发送了 ${bytes} 字节`}。请重试，或用 --timeout 延长等待时间。`,
    'http-status': ({ url, status, sentLogin }) => {
      const advice =
        status === 401
          ? sentLogin
            ? "服务器不接受所用的登录信息。请检查网址中的用户名和密码，或 --header 中的 'Authorization: …'、'Cookie: …'"
            : "需要登录。请用 --header 'Authorization: …' 或 --header 'Cookie: …' 发送登录信息，或使用公开的网址"
          : status === 403
            ? "服务器拒绝了请求。如果浏览器能显示该图片，请用 --header 'Referer: …' 和 --user-agent 发送与浏览器相同的请求头；否则请使用公开的网址"
            : undefined
      return advice && `${readableUrl(url)} 返回状态码 ${status}：${advice}。`
    },
    'address-not-allowed': ({ host, address }) =>
      `${address === host ? host : `${host} 解析到的地址 ${address}`} 不是公网地址，被 --public-addresses 拒绝。`,
    'redirect-loop': ({ host, url }) => `${host} 循环重定向，又回到了 ${readableUrl(url)}。${ZH_REDIRECT_ADVICE}`,
    'too-many-redirects': ({ host, url, maxRedirects }) =>
      `${host} 重定向超过 ${maxRedirects} 次，最后到了 ${readableUrl(url)}。${ZH_REDIRECT_ADVICE}`,
    'url-not-fetchable': ({ url, problem, redirectedFrom }) =>
      problem === 'app-file' && redirectedFrom === undefined
        ? `${readableUrl(url)} 是小程序的本地文件，只能由它自己的脚本保存：photosalbum run page.js。`
        : undefined,
    'not-a-file': ({ path, kind }) =>
      kind === 'pipe'
        ? `${JSON.stringify(path)} 是管道，不是文件。请通过标准输入保存其内容："… | photosalbum save -"。`
        : undefined,
  },

  help: {
    about: '把图片保存到本机相册。',
    help: '显示帮助',
    version: '显示版本',
    language: '输出语言：en 或 zh（默认取自环境变量）',
    more: '用 "photosalbum <命令> --help" 查看各命令的选项和示例。',
    album: '目录、本机相册（"system"，默认）、s3://存储桶/前缀，或 webdav+https://主机/目录',
    titles: {
      'Usage:': '用法：',
      'Options:': '选项：',
      'Arguments:': '参数：',
      'Commands:': '命令：',
      'Global Options:': '通用选项：',
    },
    default: (text, value) => `${text}（默认：${value}）`,
    save: {
      summary: '把图片保存到本机相册。',
      description: `把图片保存到本机相册。

图片的字节和名称保持不变，扩展名以实际内容为准。不会覆盖已有图片。`,
      image: '文件、通配符、URL（https:、http:、data:、file:），或用 - 表示标准输入',
      name: '图片名称；多张图片会自动编号',
      jobs: '同时下载的数量，最多 128；处理中的图片最多为其四倍',
      maxSize: '图片的大小上限：20MB、1.5GiB 或字节数（默认：1GiB）',
      timeout: '服务器多久没有发送数据就放弃：500ms、2min、1h 或秒数（默认：60）',
      header: '所有 URL 使用的 HTTP 头，例如 "Referer: https://example.com/"；可多次使用，重定向到其他源之后不再发送',
      userAgent: 'User-Agent 头的内容',
      publicAddresses: '只访问公网地址，且不读取文件：用于处理外部传入的列表',
      retry: '失败后重试的次数，仅在可能有用时重试（默认：0，使用 --from 时为 2）',
      rate: '开始保存的速率上限：10/s、600/min，或每秒的数量',
      from: '保存列表文件或标准输入（-）中的图片，每行是文件、URL 或 JSON',
      resume: '把列表的进度保存在这个文件中，并从中继续',
      share: '通过 s3://存储桶/前缀 与其他机器共同处理同一个列表',
      json: '每张图片输出一行 JSON',
      after: `
示例：
  photosalbum save --from urls.txt --resume state.jsonl --album s3://photos/posters
  photosalbum save https://example.com/poster.png
  photosalbum save holiday/*.jpg '**/*.heic'
  photosalbum save --album ./photos --name scan - < scan.tiff

退出码：0 全部保存，1 部分未保存，2 命令行有误，130 用 Ctrl-C 取消。`,
    },
    run: {
      summary: '运行小程序（无界面），图片会保存到真实的相册。',
      description: `运行小程序（无界面），图片会保存到真实的相册。

先打开首页或指定的页面，再按给出的顺序执行每个 --tap 和 --call，所有工作完成后结束。`,
      target: '小程序目录，或 page.js',
      page: "要打开的页面，例如 'pages/poster/poster?id=7'",
      tap: '然后点击页面上的这段文字；可多次使用',
      call: '然后调用页面的这个方法；可多次使用',
      query: 'onLoad 收到的参数，例如 id=7&from=share',
      platform: '模拟的手机：iOS 或 Android',
      sdkVersion: '基础库版本，例如 1.14.0',
      clientVersion: '客户端版本，例如 10.2.69',
      permission: '是否允许应用保存：granted、denied 或 ask',
      appJson: '要使用的 app.json（默认：从页面所在目录向上最近的一个）',
      json: '每个事件输出一行 JSON',
      after: `
示例：
  photosalbum run . --tap 生成海报 --tap 保存
  photosalbum run . --page pages/poster/poster --query id=7 --call savePoster
  photosalbum run page.js --permission denied --platform iOS

退出码：0 正常运行，1 有未捕获的异常，2 命令行有误，130 用 Ctrl-C 结束。`,
    },
    simulate: {
      summary: '在浏览器中显示模拟手机，无需真机即可调试页面。',
      description: `在浏览器中显示模拟手机，无需真机即可调试页面。

文件改动后自动更新。未使用 --host 时，服务只监听 127.0.0.1，且只响应自己的页面。按 Ctrl-C 停止。`,
      target: '小程序目录，或 page.js（默认：示例茶铺）',
      port: '监听端口；被占用时使用下一个（默认：8100）',
      noOpen: '只打印地址，不打开浏览器',
      host: '同时允许同一网络中的手机扫描二维码以 HTTPS 访问：使用该地址，或第一个局域网地址',
      after: `
示例：
  photosalbum simulate
  photosalbum simulate pages/poster/poster.js
  photosalbum simulate . --port 9000
  photosalbum simulate . --host`,
    },
    doctor: {
      summary: '检查本机有哪个相册，能否保存图片。',
      description: `检查本机有哪个相册，能否保存图片；也可以检查其他相册。

不修改任何内容，也不会弹窗。`,
      json: '以 JSON 输出',
      after: `
示例：
  photosalbum doctor
  photosalbum doctor --album s3://photos/posters
  photosalbum doctor --json | jq .location

退出码：0 一切正常，1 存在问题。`,
    },
  },
}

/** `--lang`, or else the language of the environment. Read before the command line is parsed: its errors need it. */
export const language: 'en' | 'zh' = languageOf(process.argv, process.env)

/** All messages, in this language. */
export const words: Words = language === 'zh' ? zh : en

/** The message of an error in this language, with options of the command line instead of those of the package. */
export async function describeError(error: Pick<SaveError, 'message' | 'details'>): Promise<string> {
  try {
    const { render } = await import('../i18n/localize.ts')
    return language === 'zh'
      ? render(error, words.errors, (await import('../i18n/zh.ts')).zh)
      : render(error, words.errors)
  } catch (thrown) {
    // While too many files are open, these modules cannot be, either.
    if (/^E[MN]FILE$/.test((thrown as NodeJS.ErrnoException).code ?? '')) return error.message
    throw thrown
  }
}

/** Renders what is wrong with a project in this language. */
export async function problemRenderer(): Promise<(problem: Description) => string> {
  if (language === 'en') return ({ message }) => message
  const { render } = await import('../i18n/localize.ts')
  const { zhProblems } = await import('../i18n/zh-problems.ts')
  return (problem) => render(problem, zhProblems)
}

function languageOf(args: readonly string[], env: NodeJS.ProcessEnv): 'en' | 'zh' {
  const index = args.findLastIndex((arg) => arg === '--lang' || arg.startsWith('--lang='))
  const given = index < 0 ? undefined : (args[index]?.split('=')[1] ?? args[index + 1])
  return isChinese(given ?? environmentLanguage(env)) ? 'zh' : 'en'
}
