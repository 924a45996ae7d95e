import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium as engine, type Page } from 'playwright'
import { chromium } from '../test/setup/chromium.ts'
import { type Bench, built, compare, milliseconds, type Result } from './harness.ts'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))
const SHOP = path('examples/mini-program')
const ROWS = 1000

/** In milliseconds. */
const GOALS = { view: 1500, change: 300, row: 16, open: 150 }

/** Rows as a shop has them: a picture of a name and a price, each with a handler. */
const LIST = {
  'app.json': '{ "pages": ["pages/list/list"] }',
  'app.js': 'App({})',
  'pages/list/list.axml': `<button id="fill" onTap="fill">Fill</button><button id="change" onTap="change">Change</button>
    <view a:for="{{rows}}" a:key="id" class="row" data-id="{{item.id}}" onTap="open">
      <text class="name">{{item.name}}</text><text class="price">{{item.price}}</text>
    </view>`,
  'pages/list/list.js': `
    const rowsOf = (round) => Array.from({ length: ${ROWS} }, (_, id) => ({ id: round + '-' + id, name: 'Row ' + round + ' ' + id, price: id }))
    Page({
      data: { rows: [] },
      round: 0,
      fill() { this.setData({ rows: rowsOf(++this.round) }) },
      change() { this.setData({ ['rows[500].name']: 'Changed ' + ++this.round }) },
      open() {},
    })`,
}

/** Runs in a page, until what was shown last is on its screen: no round pays for the layout of the one before. */
const SETTLED = 'await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))'

/** Resolves to the milliseconds from a click on a button until the text is on the page. Runs in the page. */
const CLICK = `(async ([id, text]) => {
  ${SETTLED}
  const root = document.querySelector('[data-app-view]').shadowRoot
  const button = root.getElementById(id)
  const took = new Promise((resolve) => {
    const start = performance.now()
    new MutationObserver((_, observer) => {
      if (!root.textContent.includes(text)) return
      observer.disconnect()
      resolve(performance.now() - start)
    }).observe(root, { childList: true, subtree: true, characterData: true })
  })
  for (const type of ['pointerdown', 'pointerup', 'click']) button.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true }))
  return took
})`

/** The same rows by Preact alone, from the click to the last row. */
const PREACT = `(async () => {
  ${SETTLED}
  const { h, render } = preact
  const open = () => {}
  globalThis.round = (globalThis.round ?? 0) + 1
  const rows = Array.from({ length: ${ROWS} }, (_, id) => ({ id: round + '-' + id, name: 'Row ' + round + ' ' + id, price: id }))
  const start = performance.now()
  render(h('div', null, rows.map((row) => h('div', { key: row.id, class: 'row', 'data-id': row.id, onClick: open },
    h('span', { class: 'name' }, row.name), h('span', { class: 'price' }, row.price)))), document.getElementById('list'))
  return performance.now() - start
})()`

async function run(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  await mkdir(join(folder, 'list/pages/list'), { recursive: true })
  for (const [name, text] of Object.entries(LIST)) await writeFile(join(folder, 'list', name), text)
  await cp(SHOP, join(folder, 'shop'), { recursive: true })
  const browser = await engine.launch(chromium())
  try {
    return [
      await firstView(browser),
      ...(await list(browser, join(folder, 'list'))),
      await changedFile(browser, join(folder, 'shop')),
      await secondOpenApp(),
    ]
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** From the command to the first page of the example, in a browser that has never been there. */
function firstView(browser: Browser): Promise<Result> {
  return compare({
    case: 'first view of the example, from the command on',
    goal: 1,
    unit: 'ms',
    rounds: 5,
    async subject() {
      const context = await browser.newContext()
      const page = await context.newPage()
      let stop = () => {}
      try {
        return await milliseconds(async () => {
          const { url, end } = await simulate(SHOP)
          stop = end
          await page.goto(url)
          await page.locator('[data-app-view]').getByText('青釉侧把壶').waitFor()
        })
      } finally {
        stop()
        await context.close()
      }
    },
    baseline: async () => GOALS.view,
  })
}

/** Starts the command; resolves to the address that it prints. */
function simulate(folder: string): Promise<{ url: string; end(): void }> {
  const command = [path('dist/cli/start.cjs'), 'simulate', folder, '--no-open', '--port', '0']
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (text) => {
      printed += text
      const [url] = /http:\/\/\S+/.exec(printed) ?? []
      if (url !== undefined) resolve({ url, end: () => child.kill() })
    })
    child.once('exit', () => reject(new Error(`The simulator did not start:\n${printed}`)))
  })
}

async function list(browser: Browser, folder: string): Promise<Result[]> {
  const { startSimulator } = await built<typeof import('../src/dev-server/server.ts')>('dev-server/server.js')
  const simulator = await startSimulator({ port: 0, target: folder })
  const page = await browser.newPage()
  const plain = await browser.newPage()
  try {
    await page.goto(simulator.url)
    await page.locator('[data-app-view]').getByText('Fill').waitFor()
    await plain.setContent('<div id="list"></div>')
    const preact = (await readFile(path('node_modules/preact/dist/preact.mjs'))).toString('base64')
    await plain.evaluate(
      `import('data:text/javascript;base64,${preact}').then((module) => { globalThis.preact = module })`,
    )
    let round = 0
    const click = (id: string, text: string) => page.evaluate<number>(`${CLICK}(${JSON.stringify([id, text])})`)
    return [
      await compare({
        case: `${ROWS} rows, by plain Preact`,
        goal: 2,
        unit: 'ms',
        rounds: 45,
        subject: () => click('fill', `Row ${++round} ${ROWS - 1}`),
        baseline: () => plain.evaluate<number>(PREACT),
      }),
      await compare({
        case: `one of ${ROWS} rows changes, by a frame`,
        goal: 1,
        unit: 'ms',
        rounds: 15,
        subject: () => click('change', `Changed ${++round}`),
        baseline: async () => GOALS.row,
      }),
    ]
  } finally {
    await page.close()
    await plain.close()
    await simulator.close()
  }
}

/** From writing a file to its text on the phone. */
async function changedFile(browser: Browser, folder: string): Promise<Result> {
  const { startSimulator } = await built<typeof import('../src/dev-server/server.ts')>('dev-server/server.js')
  const simulator = await startSimulator({ port: 0, target: folder })
  const page = await browser.newPage()
  const file = join(folder, 'pages/home/home.axml')
  const text = await readFile(file, 'utf8')
  let round = 0
  try {
    await page.goto(simulator.url)
    await page.locator('[data-app-view]').getByText('青釉侧把壶').waitFor()
    return await compare({
      case: 'a changed file on the phone',
      goal: 1,
      unit: 'ms',
      rounds: 7,
      subject: () => milliseconds(() => showChange(page, file, text, `Round ${++round}`)),
      baseline: async () => GOALS.change,
    })
  } finally {
    await page.close()
    await simulator.close()
  }
}

async function showChange(page: Page, file: string, text: string, added: string): Promise<void> {
  await writeFile(file, `${text}<view>${added}</view>`)
  await page.locator('[data-app-view]').getByText(added, { exact: true }).waitFor({ state: 'attached' })
}

async function secondOpenApp(): Promise<Result> {
  const { openApp } = await built<typeof import('../src/testing/index.ts')>('testing/index.js')
  // The example tells its console when it starts.
  const { log } = console
  console.log = () => {}
  try {
    const open = async () => (await openApp(SHOP)).close()
    await open()
    return await compare({
      case: 'the second openApp of a file',
      goal: 1,
      unit: 'ms',
      rounds: 15,
      subject: () => milliseconds(open),
      baseline: async () => GOALS.open,
    })
  } finally {
    console.log = log
  }
}

export default {
  work: 'A mini-program: opened by the command, drawn in Chromium, changed on the disk, and opened by the testing kit.',
  baseline: `plain Preact for the rows; the goals for the others: ${Object.values(GOALS).join(', ')} ms.`,
  notes:
    'The rows of the phone go from the click through the worker of the app, its data and its template to the page.',
  run,
} satisfies Bench
