import { isDeepStrictEqual } from 'node:util'
import { localPath } from '../../src/app-files/paths.ts'
import { diskName, nameOnDisk } from '../../src/app-files/stores/disk-name.ts'
import { isSaveError } from '../../src/core/errors.ts'
import { photoName } from '../../src/image/file-name.ts'
import { compileStyle } from '../../src/mini-program/acss.ts'
import { compileTemplate } from '../../src/mini-program/axml/compile-template.ts'
import { parseText } from '../../src/mini-program/axml/expression.ts'
import { compileGuarded } from '../../src/mini-program/evaluate.ts'
import { mistakeAt, readJson } from '../../src/mini-program/json.ts'
import { dataUrl } from '../../src/sources/data-url.ts'
import { fileNameFrom } from '../../src/sources/network/file-name.ts'
import { Redirects } from '../../src/sources/network/redirects.ts'
import { createImage } from '../../src/testing/images/create-image.ts'
import { imageTypes, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { tricks } from '../app-files/tricks.ts'
import { heic } from '../fixtures/assemble.ts'
import { fromFile, fromStream } from '../image/both-ways.ts'
import { bridge } from './bridge.ts'
import type { Target } from './fuzz.ts'
import { program } from './program.ts'

const texts =
  (...values: string[]) =>
  async () =>
    values.map((value) => Buffer.from(value))

/** What both drivers say about bytes. Chunks of few bytes, since most mistakes are at their borders. */
const image: Target = {
  bounds: { cpuPerMegabyte: 100, memoryPerByte: 16 },
  maxLength: 400_000,
  words: [
    ...['\xff\xd8', '\xff\xd9', '\xff\xda\0\x08\x01\x01\0\0?\0', '\xff\xe1\0\x10Exif\0\0', 'II*\0', 'MM\0*', 'BM'],
    ...['IHDR', 'IDAT', 'IEND', 'acTL', 'GIF89a', '\x21\xfe', '\x21\xf9\x04', '\x3b', 'RIFF', 'WEBP', 'VP8X', 'VP8 '],
    ...['ftyp', 'heic', 'mif1', 'avif', 'meta', 'iprp', 'ipco', 'ispe', 'ipma', 'iloc', 'pitm', 'iinf', 'infe', 'idat'],
    ...['mdat', 'mini', 'irot', 'clap', '\0\0\0\x01', '\0\0\0\0', '\xff\xff\xff\xff', '<svg', '<!doctype html'],
  ].map((word) => Buffer.from(word, 'latin1')),
  async seeds() {
    const options = { width: 8, height: 6, orientation: 6 } as const
    return [
      ...imageTypes.map(tinyImage),
      ...(['jpeg', 'png', 'webp', 'tiff'] as const).map((type) => createImage(type, options)),
      heic({ width: 30, height: 20 }),
      heic({ width: 30, height: 20, openEnd: true }),
    ].map((bytes) => Buffer.from(bytes))
  },
  async check(input) {
    const file = await fromFile(input)
    for (const chunks of [[65_536], [1, 7, 300]]) {
      const stream = await fromStream(input, chunks)
      if (!isDeepStrictEqual(stream, file)) {
        throw new Error(`As a file: ${JSON.stringify(file)}. As a stream of ${chunks}: ${JSON.stringify(stream)}.`)
      }
    }
    return 'refused' in file ? file.refused.replace(/[\da-f]{4,}|\d+|".*"/g, '#') : file.type
  },
}

const FORBIDDEN_IN_NAMES = /[\\/:*?"<>|\p{Cc}\p{Cs}]|^[\s.]|^$/u

function checkPhotoName(given: string | undefined): void {
  const name = photoName(given, 'png')
  if (FORBIDDEN_IN_NAMES.test(name) || Buffer.byteLength(name) > 200 || !/\.(png|apng)$/i.test(name)) {
    throw new Error(`The photo is called ${JSON.stringify(name)}.`)
  }
}

/** `Content-Disposition` as a header, one character for each byte, and the name of the photo that it leads to. */
const disposition: Target = {
  bounds: { cpuPerMegabyte: 2_000, memoryPerByte: 400 },
  maxLength: 200_000,
  words: [
    ...[
      'attachment',
      'inline',
      ';',
      ' ',
      'filename=',
      'filename*=',
      '"',
      '\\',
      "UTF-8''",
      "gb18030''",
      "x'",
      '%',
      '%E6',
    ],
    ...['%2f', '..', '/', '=?UTF-8?B?', '=?GBK?Q?', '?=', '=?', 'a.png', '.jpg', '\xe6\xb5\xb7', '\t', 'CON', '\u202e'],
  ],
  seeds: texts(
    'attachment; filename="holiday.png"',
    "attachment; filename*=UTF-8''%E6%B5%B7%E6%8A%A5.png; filename=x.png",
    'attachment; filename="=?GBK?B?uqOxqA==?= =?GBK?Q?.png?="',
    'inline; filename=C:\\Users\\me\\a b.png',
  ),
  check(input) {
    const name = fileNameFrom(input.toString('latin1'))
    if (name !== undefined && /[\\/]/.test(name)) throw new Error(`It is a path: ${JSON.stringify(name)}.`)
    checkPhotoName(name)
    return name === undefined ? 'no name' : /^[\x20-\x7e]+$/.test(name) ? 'ASCII' : 'other'
  },
}

/** Names as an app or a person passes them. */
const name: Target = {
  bounds: { cpuPerMegabyte: 2_000, memoryPerByte: 400 },
  maxLength: 200_000,
  words: [
    '.',
    ' ',
    '.png',
    '.jpg!small',
    '@100w',
    '_200x200',
    'CON',
    'nul.',
    '\u200d',
    '\u202e',
    '👩‍👩‍👧',
    'é',
    '(1)',
    '海',
    '/',
    '\\',
    '\0',
  ],
  seeds: texts('海报.png', 'IMG_0001.JPG', 'a.jpg!small', 'b.png@100w.webp', 'con.txt', '👩‍👩‍👧.heic', 'v1.2', ' . '),
  check(input) {
    const text = input.toString()
    checkPhotoName(text)
    return photoName(text, 'png').startsWith('IMG_') ? 'by the time' : 'kept'
  },
}

/** `Location` and `Set-Cookie` of a redirect. */
const location: Target = {
  bounds: { cpuPerMegabyte: 2_000, memoryPerByte: 600 },
  maxLength: 100_000,
  words: [
    ...[
      'http:',
      'https:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '?',
      '#',
      '%',
      '..',
      'usr',
      'resource',
      'host',
      '127.0.0.1',
      '[::1]',
    ],
    ...[
      'a=b',
      '; ',
      'Domain=',
      'Path=',
      'Secure',
      'Max-Age=0',
      'Expires=',
      'data:,',
      'file:',
      'blob:',
      '\t',
      '\xe6',
      'user:secret@',
    ],
  ],
  seeds: texts(
    '/next',
    'https://other.example/a.png',
    '//usr/a.png',
    'https://usr../a.png',
    'a=b; Domain=example; Path=/a; Secure',
    'http://user:secret@host:99999/',
    'user:secret@user:secret@',
  ),
  async check(input) {
    const header = input.toString('latin1').replace(/[\r\n\0]/g, ' ')
    const from = new URL('https://first.example/a/b')
    const headers: Record<string, string> = { authorization: 'secret', accept: 'image/*' }
    const response = new Response(null, { status: 302 })
    const fetched = { status: 302, ok: false, url: from.href, body: null, headers: new Headers(response.headers) }
    fetched.headers.set('location', header)
    fetched.headers.append('set-cookie', header)
    try {
      const next = await new Redirects(from, {}).next(fetched, from, headers)
      if (!/^https?:$/.test(next.protocol)) throw new Error(`It leads to ${next}.`)
      if (/^(usr|resource)\.*$/.test(next.hostname)) throw new Error(`It leads to the files of the app: ${next}.`)
      if (next.origin !== from.origin && 'authorization' in headers) throw new Error(`${next} gets the password.`)
      return next.origin === from.origin ? 'same origin' : 'other origin'
    } catch (error) {
      if (!isSaveError(error)) throw error
      if (/\/\/user:secret@/.test(error.message)) throw new Error(`It shows a password: ${error.message}`)
      return `${error.reason} ${error.details?.code}`
    }
  },
}

const data: Target = {
  bounds: { cpuPerMegabyte: 300, memoryPerByte: 40 },
  maxLength: 400_000,
  words: [
    'data:',
    ';base64',
    ',',
    'image/png',
    '%',
    '%2B',
    '%3D',
    '=',
    '==',
    '+',
    '/',
    '#',
    ' ',
    '\n',
    'AAAA',
    'é',
    '-',
    '_',
  ],
  seeds: texts(
    'data:image/png;base64,iVBORw0KGgo=',
    'data:,a%20b',
    'data:text/plain;base64,YQ%3D%3D',
    ' data:;BASE64 , Y Q = = ',
  ),
  async check(input) {
    const url = input.toString()
    try {
      const { size = 0 } = await dataUrl(url).open(new AbortController().signal)
      if (size > Buffer.byteLength(url)) throw new Error(`${size} bytes of a URL of ${url.length} characters.`)
      return 'bytes'
    } catch (error) {
      if (!isSaveError(error)) throw error
      return error.message.replace(/\d+/g, '#')
    }
  },
}

/** Paths of an app, and the names that its files get on the disk. */
const path: Target = {
  bounds: { cpuPerMegabyte: 5_000, memoryPerByte: 800 },
  maxLength: 50_000,
  words: [
    'https://usr/',
    'https://resource/',
    'HTTPS://USR',
    '..',
    '/',
    '\\',
    '%2e',
    '%2f',
    '%5c',
    '%25',
    '%00',
    '%',
    'con',
    '.',
    ' ',
    ':',
    '\u0301',
    'é',
    '\u2028',
    '?',
    '#',
    '@',
    ':443',
  ],
  seeds: async () =>
    [...tricks, 'https://usr/a/b.png', 'https://resource/海报.image', 'https://usr/12:30.png'].map((text) =>
      Buffer.from(text),
    ),
  check(input) {
    const given = input.toString()
    let local: ReturnType<typeof localPath>
    try {
      local = localPath(given)
    } catch (error) {
      if (!isSaveError(error)) throw error
      return `${error.reason} ${(error.details as { rule?: string } | undefined)?.rule}`
    }
    if (!local) return 'not local'
    const names = local.path === '' ? [] : local.path.split('/')
    for (const each of names) {
      const stored = diskName(each)
      if (/[\\/:*?"<>|\0]|^\.{0,2}$|[. ]$/.test(stored)) throw new Error(`Stored as ${JSON.stringify(stored)}.`)
      if (nameOnDisk(stored) !== each) throw new Error(`${JSON.stringify(stored)} is read back as another name.`)
    }
    const again = `https://${local.host}/${names.map(encodeURIComponent).join('/')}`
    if (!isDeepStrictEqual(localPath(again), local)) throw new Error(`${again} is another file.`)
    return `${local.host} ${Math.min(names.length, 2)}`
  },
}

const VALUES = { item: { id: 1, name: 'a', list: [1, [2], { n: 3 }] }, text: 'text', none: null, yes: true }
/** What no expression may reach: what all objects share, and what runs text as code. */
const SHARED = new Set<unknown>([Object.prototype, Array.prototype, Function.prototype, Object, Function, globalThis])

const EXPRESSION_WORDS = [
  ...[
    '{{',
    '}}',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ',',
    ':',
    '...',
    '?',
    '??',
    '&&',
    '||',
    '!',
    '-',
    '+',
    '*',
    '/',
    '%',
    '**',
    '.',
  ],
  ...[
    '==',
    '===',
    '<',
    '>',
    '|',
    '`',
    '${',
    '"',
    "'",
    '\\',
    'item',
    'item.list',
    'text',
    'none',
    'yes',
    'typeof ',
    'this',
    '0',
    '1e9',
  ],
  ...[
    'constructor',
    '__proto__',
    'prototype',
    '["constructor"]',
    'toString',
    'length',
    'class',
    'undefined',
    'new ',
    '=>',
  ],
]

const expression: Target = {
  bounds: { cpuPerMegabyte: 20_000, memoryPerByte: 4_000 },
  maxLength: 40_000,
  words: EXPRESSION_WORDS,
  seeds: texts(
    '{{item.name}} and {{text}}',
    '{{{a: 1, ...item}}}',
    '{{item.list[2].n > 2 ? "yes" : `no`}}',
    '{{class}}',
    '{{ a: 1, b }}',
    '{{[1, ...item.list]}}',
  ),
  check(input) {
    let mistakes = 0
    const compiled = parseText(input.toString(), () => mistakes++)
    let thrown = 0
    const value = compileGuarded(compiled, () => thrown++)({ values: VALUES })
    if (SHARED.has(value)) throw new Error('It reaches what all objects share.')
    return `${compiled.op} ${typeof value} ${mistakes > 0} ${thrown > 0}`
  },
}

const axml: Target = {
  bounds: { cpuPerMegabyte: 20_000, memoryPerByte: 6_000 },
  maxLength: 100_000,
  words: [
    ...[
      '<view',
      '<text',
      '<block',
      '<template',
      '<slot',
      '<import',
      '<include',
      '<import-sjs',
      '</view>',
      '</text>',
      '</block>',
    ],
    ...[
      '</template>',
      '/>',
      '>',
      ' ',
      '=',
      '"',
      "'",
      'a:if="{{',
      'a:elif="{{',
      'a:else',
      'a:for="{{',
      'a:key="',
      'is="',
      'name="',
    ],
    ...[
      'data="{{',
      'src="',
      'class="',
      'onTap="',
      'from="',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '&nbsp;',
      '&lt;',
      '\n',
    ],
    ...EXPRESSION_WORDS,
  ],
  seeds: texts(
    '<view class="a {{b}}" onTap="tap"><text a:if="{{a < b}}">{{text}}</text><text a:else>no</text></view>',
    '<block a:for="{{item.list}}" a:key="*this"><template is="row" data="{{...item, n: 1}}"/></block><template name="row">{{n}}</template>',
    '<import src="./a.axml"/><include src="./b.axml"/><import-sjs from="./m.sjs" name="m"/><slot name="x"/><!-- c -->',
  ),
  check(input) {
    const source = input.toString()
    const mistakes = new Set<string>()
    const template = compileTemplate('a.axml', {
      resolve: () => undefined,
      read: () => source,
      report: ({ message }) => mistakes.add(message.replace(/["<].*?[">]|\d+/gs, '#').slice(0, 60)),
    })
    return `${template.nodes.length > 0} ${[...mistakes].sort().slice(0, 3)}`
  },
}

const acss: Target = {
  bounds: { cpuPerMegabyte: 20_000, memoryPerByte: 6_000 },
  maxLength: 100_000,
  words: [
    ...[
      '.a',
      '#b',
      'view',
      ':host',
      ':not(',
      '::after',
      '{',
      '}',
      '(',
      ')',
      ';',
      ':',
      ',',
      '10rpx',
      '-.5RPX',
      'calc(',
      'url(',
      '%E0%A4%A',
      '%',
    ],
    ...[
      '@import "',
      '@media ',
      '@keyframes a',
      '@supports ',
      'var(--a)',
      '"',
      "'",
      '\\',
      '/*',
      '*/',
      '[a="',
      ']',
      '>',
      '+',
      '~',
      ' ',
      '\n',
    ],
    ...['//', 'http://[', 'data:', './a.png', '\\\\['],
  ],
  seeds: texts(
    '.a > view:not(.b)::after { width: 10rpx; background: url("./a.png") }',
    '@import "./b.acss"; @media (min-width: 100rpx) { text { color: red } }',
    '@keyframes k { from { top: 0 } 50% { top: -1.5rpx } } :host { margin: calc(1rpx + 2px) }',
  ),
  async check(input) {
    const source = input.toString()
    let mistakes = 0
    const context = { resolve: () => undefined, read: async () => source, report: () => mistakes++ }
    const plain = await compileStyle('pages/a.acss', context)
    const scoped = await compileStyle('pages/a.acss', context, 'scope', true)
    if (scoped.length > 1_000 + 80 * source.length) throw new Error(`It grows to ${scoped.length} characters.`)
    return `${plain === ''} ${mistakes}`
  },
}

const json: Target = {
  bounds: { cpuPerMegabyte: 3_000, memoryPerByte: 600 },
  maxLength: 200_000,
  words: [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"pages"',
    'null',
    'true',
    '1e999',
    '-',
    '\\u0000',
    '\\',
    '//',
    '/*',
    '*/',
    '\ufeff',
    '\n',
    "'",
  ],
  seeds: texts(
    '{ "pages": ["pages/a"] }',
    '{ "pages": ["a",], // comment\n }',
    '\ufeff{}',
    '{ "a": "\\ud800" }',
    '{"a" 1}',
  ),
  check(input) {
    const text = input.toString()
    const { problem } = readJson(text)
    if (problem === undefined) return 'read'
    const at = mistakeAt(text, problem)
    if (!(at >= 0 && at <= Math.max(0, text.length))) throw new Error(`The mistake is at ${at} of ${text.length}.`)
    if (problem.includes('\n')) throw new Error(`The problem has two lines: ${problem}`)
    return problem.replace(/\d+|["'].*/gs, '#')
  },
}

/** By the names that `--target` takes. */
export const targets: Readonly<Record<string, Target>> = {
  image,
  disposition,
  location,
  name,
  data,
  path,
  bridge,
  expression,
  axml,
  acss,
  json,
  program,
}
