import type { BundlerName } from '../scripts/bundlers.ts'
import { measure } from '../scripts/measure-size.ts'
import type { Bench, Result } from './harness.ts'

/** In bytes: kilo means thousand. */
const CREATE_MY = 12_000
const CORE = 6_500

const CREATE = "import { createMy } from 'photosalbum/browser'; globalThis.my = createMy()"

const core = (album: string, source = 'blob') => `
  import { ${source}, saveImage } from 'photosalbum'
  import album from 'photosalbum/albums/${album}'
  globalThis.save = (from) => saveImage(${source}(from), { album: album() })`

/** What a first save of a JPEG from the network loads besides, where it ends in a download. */
const FIRST_SAVE = [
  'save-image.js',
  'sources/network/network.js',
  'image/stream-inspector.js',
  'image/formats/jpeg.js',
  'albums/browser.js',
  'albums/web-download.js',
  'web/delivery.js',
]

const OTHERS = [
  {
    name: 'FileSaver.js',
    program: "import { saveAs } from 'file-saver'; globalThis.save = saveAs",
    reports: 'no: `saveAs` has no result',
  },
  {
    name: 'browser-fs-access',
    program: "import { fileSave } from 'browser-fs-access'; globalThis.save = fileSave",
    reports: 'where the browser has a file picker; a download has no result',
  },
  {
    name: "Taro H5's `saveImageToPhotosAlbum`",
    program:
      "import { saveImageToPhotosAlbum } from '@tarojs/taro-h5/dist/api/media/image/saveImageToPhotosAlbum.js'; globalThis.save = saveImageToPhotosAlbum",
    reports: 'no: it reports success before it has fetched anything',
  },
] as const

/** The bundlers that the table compares. */
const BUNDLERS: readonly BundlerName[] = ['Rolldown', 'esbuild, split', 'esbuild, one file', 'webpack', 'Rspack']

const table: string[] = []

async function run(): Promise<Result[]> {
  const my = await measure(CREATE)
  const bare = await measure("import 'photosalbum/browser'")
  const budget = (name: string, bytes: number, of: number): Result => ({
    case: name,
    ratio: bytes / of,
    spread: 0,
    goal: 1,
    subject: bytes / 1000,
    baseline: of / 1000,
    unit: 'kB',
  })
  const albums = ['memory', 'web-download', 'web-share', 'long-press', 'alipay-h5', 'opfs', 'picked-folder']
  const row = (name: string, bytes: number, reports: string) =>
    `| ${name} | ${(bytes / 1000).toFixed(1)} | ${reports} |`
  const honest = 'yes: stored, handed over, or the reason why not'
  table.splice(0, table.length, '| what a page loads | kB | reports whether the photo was saved |', '|---|---|---|')
  table.push(row('`createMy` with its default albums', my.atOnce, honest))
  table.push(row('the same, and its first save of a JPEG from the network', my.with(...FIRST_SAVE), honest))
  table.push(row('the same, and everything that any call may load', my.inAll, honest))
  const cores = new Map<string, number>()
  for (const album of albums) cores.set(album, (await measure(core(album))).atOnce)
  const [largest = '', most = 0] = [...cores].toSorted(([, one], [, other]) => other - one)[0] ?? []
  for (const [album, bytes] of cores) table.push(row(`the core with \`${album}\``, bytes, honest))
  table.push(
    row(
      'the core with `web-download`, from the network',
      (await measure(core('web-download', 'network'))).with('image/stream-inspector.js'),
      honest,
    ),
  )
  for (const { name, program, reports } of OTHERS) table.push(row(name, (await measure(program)).inAll, reports))
  table.push('', ...(await compareBundlers()))
  for (const line of table) console.log(line)
  return [
    budget('`createMy` with its default albums', my.atOnce, CREATE_MY),
    budget(`the core with one album, the largest (\`${largest}\`)`, most, CORE),
    budget('a bare import, of which nothing is used', bare.atOnce, 1),
  ]
}

/** The same programs, by each bundler: what a page loads at once, and in all. */
async function compareBundlers(): Promise<string[]> {
  const programs = { '`createMy` with its default albums': CREATE, 'the core with `opfs`': core('opfs') }
  const lines = [`| what a page loads at once (in all), in kB | ${BUNDLERS.join(' | ')} |`]
  lines.push(`|---|${BUNDLERS.map(() => '---|').join('')}`)
  for (const [name, program] of Object.entries(programs)) {
    const cells: string[] = []
    for (const bundler of BUNDLERS) {
      const { atOnce, inAll } = await measure(program, bundler)
      cells.push(`${(atOnce / 1000).toFixed(1)} (${(inAll / 1000).toFixed(1)})`)
    }
    lines.push(`| ${name} | ${cells.join(' | ')} |`)
  }
  return lines
}

const bench: Bench = {
  work: 'What a page loads, bundled, minified and gzipped.',
  baseline: 'the budget.',
  get notes() {
    return [
      'Every program of the first table is bundled in the same way, with Rolldown, the bundler of Vite. Code that not every save needs is',
      'loaded on demand: the parser of a format with the first image of that format, an album when it is chosen.',
      '',
      ...table,
    ].join('\n')
  },
  run,
}

export default bench
