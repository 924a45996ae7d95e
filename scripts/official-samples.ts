/**
 * Runs the samples of the official documents: `npm run samples -- FOLDER`, where FOLDER is a clone of
 * AlipayDocs/open-docs. Each sample about an API that exists becomes the page of a mini-program, which runs on Node, in
 * the testing kit, and in the simulator. Prints the samples that do not run, except those of
 * test/fixtures/broken-samples.ts, and writes how many run to test/fixtures/sample-counts.json. The samples are Alipay's,
 * so they are read where they are. `npm run samples -- FOLDER TEXT` runs those whose page has this text in its path.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium as engine } from 'playwright'
import { startSimulator } from '../src/dev-server/server.ts'
import { createUnsimulatedApis } from '../src/mini-program/unsimulated-apis.ts'
import { createImage, createTestMy, openApp } from '../src/testing/index.ts'
import { BROKEN_SAMPLES } from '../test/fixtures/broken-samples.ts'
import { chromium } from '../test/setup/chromium.ts'

interface Sample {
  /** The page of the documents, from its folder `mini/api` on. */
  readonly page: string
  /** The number of the code block among those of its page, from 0 on. */
  readonly block: number
  readonly code: string
  /** The markup that stands before it. */
  readonly axml: string | undefined
}

/** What went wrong in each sample that was run. */
type Results = Map<Sample, readonly string[]>

const FENCE = /^[ \t]*```[ \t]*([\w.-]*)[^\n]*\n(.*?)^[ \t]*```/gms

/** What makes the objects that pages are about. */
const MAKERS: Readonly<Record<string, string>> = {
  Canvas: 'createSelectorQuery',
  CanvasContext: 'createCanvasContext',
  CanvasGradient: 'createCanvasContext',
  EventChannel: 'navigateTo',
  FileSystemManager: 'getFileSystemManager',
  OffscreenCanvas: 'createOffscreenCanvas',
  SelectorQuery: 'createSelectorQuery',
  Stats: 'getFileSystemManager',
}

/** These exist so that pages run, and always fail. */
const UNSIMULATED = Object.keys(createUnsimulatedApis(() => {}))

/** What samples expect to exist. */
const FOLDERS = ['dir', 'testDir', 'newDir', 'test', 'test/copyFile', 'test/copyFile/path']
const FILES = ['test.txt', 'test/copyFile/path/aa.txt']

const PICTURE = `data:image/png;base64,${Buffer.from(createImage('png')).toString('base64')}`

/** The pages that samples go to, and those of tabs. */
const PAGES = ['pages/opened-page', 'pages/back', 'pages/hello/hello', 'page/index', 'swiper/swiper']
const TABS = ['page/logs/index', 'demo/my']

/** How long a sample may take, in ms. */
const PATIENCE = 120_000
/** How long callbacks of the last call get to throw, in ms. */
const MOMENT = 300

/** Opens the page of a sample as usual, then calls each of its methods as a tap would, and says what was thrown. */
const RUNNER = `
const LIFE_CYCLE = /^on(Load|Show|Ready|Hide|Unload|PullDownRefresh|ReachBottom|PageScroll)$/
const target = { id: '', dataset: {}, tagName: 'button' }
const tap = { type: 'tap', timeStamp: 0, detail: { value: '1' }, target, currentTarget: target }
const silent = () => {}
module.exports = (needsFiles, sample) => {
  let definition = {}
  sample((given) => { definition = given }, silent, silent)
  Page({
    ...definition,
    async onReady(...given) {
      const found = []
      const attempt = async (run) => {
        try { await run() } catch (thrown) { found.push(String(thrown.errorMessage || thrown.message || thrown)) }
      }
      const files = my.getFileSystemManager()
      const path = (name) => my.env.USER_DATA_PATH + '/' + name
      if (needsFiles) {
        for (const name of ${JSON.stringify(FOLDERS)}) await files.mkdir({ dirPath: path(name) }).catch(silent)
        for (const name of ${JSON.stringify(FILES)}) await files.writeFile({ filePath: path(name), data: '{}' })
        await my.saveFile(await my.downloadFile({ url: ${JSON.stringify(PICTURE)} }))
      }
      if (definition.onReady) await attempt(() => definition.onReady.apply(this, given))
      for (const [name, method] of Object.entries(definition))
        if (typeof method === 'function' && !LIFE_CYCLE.test(name)) await attempt(() => this[name](tap))
      getApp().thrown = found
      console.log('thrown ' + JSON.stringify(found))
    },
  })
}`

const [folder, text = ''] = process.argv.slice(2)
if (!folder) {
  console.error('Pass a clone of AlipayDocs/open-docs: npm run samples -- ../open-docs')
  process.exit(2)
}
const documents = join(folder, 'mini/api')
const samples = readdirSync(documents, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && path.includes(text))
  .toSorted()
  .flatMap(samplesOf)
const root = mkdtempSync(join(tmpdir(), 'photosalbum-samples-'))
try {
  const onNode = await runOnNode()
  const unexpectedOnNode = report('on Node', onNode)
  const inSimulator = await runInSimulator()
  const unexpected = unexpectedOnNode + report('in the simulator', inSimulator)
  if (text === '') writeCounts(onNode, inSimulator)
  process.exitCode = unexpected > 0 ? 1 : 0
} finally {
  rmSync(root, { recursive: true })
}

function samplesOf(page: string): Sample[] {
  const blocks = [...readFileSync(join(documents, page), 'utf8').matchAll(FENCE)]
  return blocks.flatMap(([, language = '', code = ''], block) => {
    if (!/^(js|javascript)$/i.test(language)) return []
    const [, before = '', markup] = blocks[block - 1] ?? []
    return [{ page, block, code, axml: /^(html|xml)$/i.test(before) ? markup : undefined }]
  })
}

/**
 * A mini-program that opens the sample above three other pages, since some samples go back; without one, it says what
 * `my` has. Gives its folder.
 */
function writeProject(sample?: Sample): string {
  const project = mkdtempSync(join(root, 'app-'))
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), content)
  }
  const needsFiles = !/\.mkdir(Sync)?\.md$/.test(sample?.page ?? '')
  write(
    'pages/sample.js',
    sample
      ? `require('/run.js')(${needsFiles}, (Page, App, Component) => {\n${pageText(sample)}\n})`
      : "Page({ onReady() { getApp().names = Object.keys(my); console.log('names ' + Object.keys(my)) } })",
  )
  write('pages/sample.axml', sample?.axml ?? '<canvas id="canvas" />')
  write(
    'pages/first.js',
    "Page({ onLoad() { my.navigateTo({ url: getCurrentPages().length < 3 ? 'first' : 'sample' }) } })",
  )
  write('pages/first.axml', '<view />')
  write('run.js', RUNNER)
  write('app.js', 'App({ globalData: {} })')
  for (const page of [...PAGES, ...TABS]) write(`${page}.axml`, '<view />')
  write(
    'app.json',
    JSON.stringify({
      pages: ['pages/first', 'pages/sample', ...PAGES, ...TABS],
      tabBar: { items: TABS.map((pagePath) => ({ pagePath, name: pagePath })) },
    }),
  )
  write('mini.project.json', JSON.stringify({ include: ['image/*.png', 'resource/*'] }))
  write('image/api.png', createImage('png'))
  write('resource/test.json', '{}')
  return project
}

/** A sample is a page, or what a page does when it is ready. */
function pageText({ code }: Sample): string {
  return /\b(Page|App|Component)\s*\(/.test(code) ? code : `Page({ async sample() {\n${code}\n} })`
}

function syntaxErrorIn(sample: Sample): string | undefined {
  try {
    new Function(pageText(sample))
    return undefined
  } catch (thrown) {
    return (thrown as Error).message
  }
}

/** Runs the samples about these members of `my`, and about what these return. */
async function runAll(
  names: readonly string[],
  run: (project: string) => Promise<readonly string[]>,
): Promise<Results> {
  const results: Results = new Map()
  for (const sample of samples) {
    const [owner = '', member = ''] = basename(sample.page, '.md').split(/[. ]/)
    const name = owner === 'my' ? member : (MAKERS[owner] ?? '')
    if (!names.includes(name) || UNSIMULATED.includes(name) || member === 'unzip') continue
    const mistake = syntaxErrorIn(sample)
    results.set(sample, mistake ? [mistake] : await run(writeProject(sample)))
  }
  return results
}

async function runOnNode(): Promise<Results> {
  let uncaught: string[] = []
  const collect = (thrown: unknown) => void uncaught.push(textOf(thrown))
  const open = async (project: string) => {
    const phone = createTestMy({ device: { permission: 'granted' } })
    phone.network.serve(/./, () => createImage('png'))
    Object.assign(phone.device.answers, {
      chooseImages: [createImage('png')],
      scan: { code: 'https://example.com', type: 'qr' },
    })
    uncaught = []
    const app = await openApp(project, { phone, onError: collect })
    await Promise.race([phone.settled(), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
    await new Promise((resolve) => setTimeout(resolve, MOMENT))
    const { names = [], thrown = ['It did not end.'] } = app.getApp() as { names?: string[]; thrown?: string[] }
    const missing = phone.missing.map((name) => `my.${name} does not exist`)
    await app.close()
    return { names, problems: [...thrown, ...uncaught, ...missing] }
  }
  const silent = () => {}
  const output = { ...console }
  Object.assign(console, { log: silent, info: silent, warn: silent, error: silent })
  process.on('unhandledRejection', collect).on('uncaughtException', collect)
  try {
    const { names } = await open(writeProject())
    return await runAll(names, async (project) => (await open(project)).problems)
  } finally {
    process.off('unhandledRejection', collect).off('uncaughtException', collect)
    Object.assign(console, output)
  }
}

async function runInSimulator(): Promise<Results> {
  const picture: typeof fetch = async () => new Response(new Uint8Array(createImage('png')))
  const site = fileURLToPath(new URL('../dist/simulator/', import.meta.url))
  const browser = await engine.launch(chromium())
  const open = async (target: string) => {
    // Its own origin each, so that no sample sees the files of another.
    const simulator = await startSimulator({ port: 0, site, target, fetch: picture })
    const page = await browser.newPage({ locale: 'en-US' })
    try {
      await page.goto(`${simulator.url}#permission=granted`, { timeout: PATIENCE })
      const end = page.locator('.row-console', { hasText: /(thrown|names) / }).or(page.locator('.row-error'))
      const ended = await end
        .first()
        .waitFor({ timeout: PATIENCE })
        .then(
          () => true,
          () => false,
        )
      await page.waitForTimeout(MOMENT)
      const rows = (kind: string) => page.locator(`.row-${kind}`).allInnerTexts()
      const said = (await rows('console')).join('\n')
      const thrown = JSON.parse(/thrown (\[.*\])/.exec(said)?.[1] ?? '[]') as string[]
      const leftOut = said.split('\n').filter((line) => line.includes('is left out'))
      const problems = [...thrown, ...(await rows('error')), ...(await rows('missing')), ...leftOut]
      return { said, problems: ended ? problems : ['It did not end.', ...problems] }
    } finally {
      await page.close()
      await simulator.close()
    }
  }
  try {
    const { said } = await open(writeProject())
    const names = /names ([\w,]+)/.exec(said)?.[1]?.split(',') ?? []
    return await runAll(names, async (project) => {
      const { problems } = await open(project)
      for (const problem of problems) console.error(`  ${problem}`)
      return problems
    })
  } finally {
    await browser.close()
  }
}

/** By folder of the documents: how many samples there are, and how many of them run. */
function writeCounts(onNode: Results, inSimulator: Results): void {
  const counts: Record<string, { samples: number; node: number; simulator: number }> = {}
  const runs = (results: Results, sample: Sample) => (results.get(sample)?.length === 0 ? 1 : 0)
  for (const sample of new Set([...onNode.keys(), ...inSimulator.keys()])) {
    const { samples: all, node, simulator } = counts[dirname(sample.page)] ?? { samples: 0, node: 0, simulator: 0 }
    counts[dirname(sample.page)] = {
      samples: all + 1,
      node: node + runs(onNode, sample),
      simulator: simulator + runs(inSimulator, sample),
    }
  }
  writeFileSync(new URL('../test/fixtures/sample-counts.json', import.meta.url), `${JSON.stringify(counts, null, 2)}\n`)
}

/** Prints how many run, and what is wrong with those that are not known to be broken. Returns their number. */
function report(where: string, results: Results): number {
  const failed = [...results].filter(([, problems]) => problems.length > 0)
  console.log(`${results.size - failed.length} of ${results.size} samples run ${where}.`)
  const isKnown = ({ page, block }: Sample) =>
    BROKEN_SAMPLES.some((broken) => page.endsWith(broken.page) && broken.block === block)
  const unknown = failed.filter(([sample]) => !isKnown(sample))
  for (const [{ page, block }, problems] of unknown) {
    console.log(`  ${page}, block ${block}:`)
    for (const problem of new Set(problems)) console.log(`    ${problem.replaceAll('\n', ' ')}`)
  }
  return unknown.length
}

function textOf(thrown: unknown): string {
  const { errorMessage, message } = Object(thrown) as { errorMessage?: string; message?: string }
  return errorMessage ?? message ?? String(thrown)
}
