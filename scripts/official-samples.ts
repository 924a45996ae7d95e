/**
 * Runs the samples of the official documents: `npm run samples -- FOLDER`, where FOLDER is a clone of
 * AlipayDocs/open-docs. Each sample about an API that exists becomes a page of one mini-program, which runs on Node, in
 * the testing kit, and in the simulator. Prints the samples that do not run, except those of
 * test/fixtures/broken-samples.ts. The samples are Alipay's, so they are read where they are.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium as engine } from 'playwright'
import { startSimulator } from '../src/dev-server/server.ts'
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

/** What samples expect to exist. */
const FOLDERS = ['dir', 'testDir', 'newDir', 'test', 'test/copyFile', 'test/copyFile/path']
const FILES = ['test.txt', 'test/copyFile/path/aa.txt']

const PICTURE = `data:image/png;base64,${Buffer.from(createImage('png')).toString('base64')}`

/** The pages that samples go to, and those of tabs. */
const PAGES = ['pages/opened-page', 'pages/back', 'pages/hello/hello', 'page/index', 'swiper/swiper']
const TABS = ['page/logs/index', 'demo/my']

/** How long a sample may take, in ms. */
const PATIENCE = 20_000
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

const [folder] = process.argv.slice(2)
if (!folder) {
  console.error('Pass a clone of AlipayDocs/open-docs: npm run samples -- ../open-docs')
  process.exit(2)
}
const documents = join(folder, 'mini/api')
const samples = readdirSync(documents, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .toSorted()
  .flatMap(samplesOf)
const root = mkdtempSync(join(tmpdir(), 'photosalbum-samples-'))
try {
  writeProject()
  const unexpected = report('on Node', await onNode()) + report('in the simulator', await inSimulator())
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

/** One mini-program, with a page for each sample. */
function writeProject(): void {
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const pages = samples.map((sample, index) => {
    const needsFiles = !/\.mkdir(Sync)?\.md$/.test(sample.page)
    const code = `require('/run.js')(${needsFiles}, (Page, App, Component) => {\n${pageText(sample)}\n})`
    // What does not parse would be reported on every page.
    write(`pages/${index}.js`, syntaxErrorIn(sample) ? '' : code)
    write(`pages/${index}.axml`, sample.axml ?? '<canvas id="canvas" />')
    return `pages/${index}`
  })
  write('run.js', RUNNER)
  write('app.js', 'App({ globalData: {} })')
  for (const page of [...PAGES, ...TABS]) write(`${page}.axml`, '<view />')
  write(
    'app.json',
    JSON.stringify({
      pages: ['probe', ...pages, ...PAGES, ...TABS],
      tabBar: { items: TABS.map((pagePath) => ({ pagePath, name: pagePath })) },
    }),
  )
  write('probe.js', "Page({ onReady() { getApp().names = Object.keys(my); console.log('names ' + Object.keys(my)) } })")
  write('probe.axml', '<view />')
  write('mini.project.json', JSON.stringify({ include: ['image/*.png', 'resource/*'] }))
  write('image/api.png', createImage('png'))
  write('resource/test.json', '{}')
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
async function runAll(names: readonly string[], run: (page: string) => Promise<readonly string[]>): Promise<Results> {
  const results: Results = new Map()
  for (const [index, sample] of samples.entries()) {
    const [owner = '', member = ''] = basename(sample.page, '.md').split(/[. ]/)
    if (!names.includes(owner === 'my' ? member : (MAKERS[owner] ?? '')) || member === 'unzip') continue
    const mistake = syntaxErrorIn(sample)
    results.set(sample, mistake ? [mistake] : await run(`pages/${index}`))
  }
  return results
}

async function onNode(): Promise<Results> {
  let uncaught: string[] = []
  const collect = (thrown: unknown) => void uncaught.push(textOf(thrown))
  const open = async (page: string) => {
    const phone = createTestMy({ device: { permission: 'granted' } })
    phone.network.serve(/./, () => createImage('png'))
    Object.assign(phone.device.answers, {
      chooseImages: [createImage('png')],
      scan: { code: 'https://example.com', type: 'qr' },
    })
    uncaught = []
    const app = await openApp(root, { page, phone, onError: collect })
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
    const { names } = await open('probe')
    return await runAll(names, async (page) => (await open(page)).problems)
  } finally {
    process.off('unhandledRejection', collect).off('uncaughtException', collect)
    Object.assign(console, output)
  }
}

async function inSimulator(): Promise<Results> {
  const picture: typeof fetch = async () => new Response(new Uint8Array(createImage('png')))
  const site = fileURLToPath(new URL('../dist/simulator/', import.meta.url))
  const simulator = await startSimulator({ port: 0, site, target: root, fetch: picture })
  const browser = await engine.launch(chromium())
  const open = async (route: string) => {
    const context = await browser.newContext({ locale: 'en-US' })
    try {
      const page = await context.newPage()
      await page.goto(`${simulator.url}#page=${route}&permission=granted`)
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
      await context.close()
    }
  }
  try {
    const { said } = await open('probe')
    const names = /names ([\w,]+)/.exec(said)?.[1]?.split(',') ?? []
    return await runAll(names, async (page) => (await open(page)).problems)
  } finally {
    await browser.close()
    await simulator.close()
  }
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
