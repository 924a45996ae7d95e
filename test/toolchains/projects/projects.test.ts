import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openApp } from 'photosalbum/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type EngineName, isInstalled, launchEngine } from '../../engines/launch.ts'
import { sharedBrowser } from '../../fixtures/browser.ts'
import { expectPageSaves, POSTER, serve } from '../run-page.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

interface Project {
  /** The folder of the built page. */
  readonly out: string
  /** The folder of its code, which imports `save.js`. */
  readonly code: string
}

const projects: Readonly<Record<string, Project>> = {
  parcel: { code: '.', out: 'dist' },
  // Both render the page on a server when they build it.
  next: { code: 'app', out: 'out' },
  nuxt: { code: 'app', out: '.output/public' },
}
/** They replace their own `saveImageToPhotosAlbum`. */
const frameworks: Readonly<Record<string, Project>> = {
  taro: { code: 'src', out: 'dist' },
  'uni-app': { code: 'src', out: 'dist/build/h5' },
}
/** Mini-programs that these tools build for Alipay, by the folder of what they build. */
const miniPrograms: Readonly<Record<string, string>> = {
  mpx: 'dist',
  'taro-alipay': 'dist',
  'uni-app-alipay': 'dist/build/mp-alipay',
}
const ENGINES: readonly EngineName[] = ['Chromium', 'Firefox', 'WebKit like Safari 26']

const root = realpathSync(mkdtempSync(join(tmpdir(), 'photosalbum-projects-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Neither asks whether to send statistics, nor sends any. */
const quiet = { CI: '1', DO_NOT_TRACK: '1', NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' }
const inherited = Object.entries(process.env).filter(
  ([name]) => !/^(VITEST|NODE_ENV|NODE_OPTIONS|FORCE_COLOR)/.test(name),
)
const env = { ...Object.fromEntries(inherited), ...quiet, NO_COLOR: '1' }

async function npm(cwd: string, ...command: string[]): Promise<void> {
  await promisify(execFile)('npm', command, { cwd, env, maxBuffer: 1 << 26 }).catch((error) => {
    throw new Error(`npm ${command.join(' ')} failed:\n${error.stdout}${error.stderr}`)
  })
}

const packing = npm(here('../../..'), 'pack', '--ignore-scripts', '--silent', '--pack-destination', root)

const INSTALL = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']

/** Installs what the project's lockfile lists, then the package as it is published, and runs its build. */
async function build(name: string, code = '.'): Promise<string> {
  const folder = join(root, name)
  cpSync(here(name), folder, { recursive: true })
  cpSync(here('../page/save.js'), join(folder, code, 'save.js'))
  if (name === 'parcel')
    for (const file of ['index.html', 'main.js']) cpSync(here(`../page/${file}`), join(folder, file))
  await packing
  const [archive = ''] = readdirSync(root).filter((file) => file.endsWith('.tgz'))
  await npm(folder, ...INSTALL, join(root, archive))
  await npm(folder, 'run', 'build')
  return folder
}

test.each(Object.entries(projects))('C16: a page of %s saves byte for byte', async (name, { code, out }) => {
  const folder = await build(name, code)
  await expectPageSaves(await sharedBrowser(), await serve(join(folder, out)))
})

describe.each(Object.entries(frameworks))('%s', (name, { code, out }) => {
  let folder: string

  beforeAll(async () => {
    folder = join(await build(name, code), out)
  })

  test.each(ENGINES)('C16: its page saves byte for byte in %s', async (engine) => {
    if (!isInstalled(engine)) throw new Error(`${engine} is not installed.`)
    const page = await launchEngine(engine, { folder, files: { '/poster.png': POSTER } })
    onTestFinished(() => page.close())
    const tapped = await page.evaluate(tapButtons)
    expect(tapped.statuses).toEqual(['{"success":true}', expect.stringContaining('"outcome":"stored"')])
    expect(tapped.same).toBe(true)
    await expect.poll(async () => (await page.downloaded())?.equals(POSTER)).toBe(true)
  })
})

describe.each(Object.entries(miniPrograms))('%s', (name, out) => {
  let folder: string

  beforeAll(async () => {
    const project = join(root, name)
    cpSync(here(name), project, { recursive: true })
    // It knows nothing of photosalbum.
    await npm(project, ...INSTALL)
    await npm(project, 'run', 'build')
    folder = join(project, out)
  })

  test('C50: its pages are typed into and tapped in the testing kit, to the photo', async () => {
    const app = await openApp(folder, { query: { picture: 'https://photos.example/poster.png' } })
    app.network.serve('https://photos.example/poster.png', POSTER)
    const page = app.currentPage()
    await (await page.waitFor('input')).input('Ash and birch')
    await page.waitFor(() => page.axml().includes('13 characters'))
    await app.tap('Make the poster')
    await app.tap('Save the poster')
    const poster = app.currentPage()
    await poster.waitFor(() => poster.axml().includes('Saved'))
    expect(poster.axml()).toContain('Ash and birch')
    expect(app.album.photos.map(({ bytes }) => Buffer.from(bytes).equals(POSTER))).toEqual([true])
    expect(app.problems).toEqual([])
  })

  test('C50: photosalbum run taps to the photo', async () => {
    const address = await serve(folder)
    const album = join(root, `${name}-album`)
    const main = here('../../../dist/cli/start.cjs')
    const taps = ['--tap', 'Make the poster', '--tap', 'Save the poster']
    await promisify(execFile)(
      process.execPath,
      [main, 'run', folder, '--query', `picture=${address}poster.png`, '--album', album, ...taps],
      { env },
    )
    const [photo = ''] = await readdir(album)
    expect((await readFile(join(album, photo))).equals(POSTER)).toBe(true)
  })
})

/** Runs in the page: taps both buttons, and reads the photo that is kept in the private files. */
async function tapButtons(): Promise<{ statuses: string[]; same: boolean }> {
  const until = async <Value>(find: () => Value | null | undefined | '' | false): Promise<Value> => {
    for (;;) {
      const found = find()
      if (found) return found
      await new Promise(requestAnimationFrame)
    }
  }
  const statuses: string[] = []
  const shown = () => document.getElementById('status')?.textContent
  for (const id of ['deliver', 'keep']) {
    const before = shown()
    const button = await until(() => document.getElementById(id))
    button.click()
    statuses.push(await until(() => shown() !== before && shown()))
  }
  if (!statuses[1]?.startsWith('{')) return { statuses, same: false }
  const [folder = '', name = ''] = (JSON.parse(statuses[1]) as { location: string }).location.split('/')
  const root = await navigator.storage.getDirectory()
  const file = await (await (await root.getDirectoryHandle(folder)).getFileHandle(name)).getFile()
  const kept = new Uint8Array(await file.arrayBuffer())
  const given = new Uint8Array(await (await fetch('/poster.png')).arrayBuffer())
  return { statuses, same: kept.length === given.length && kept.every((byte, index) => byte === given[index]) }
}

test('TypeScript 5 with moduleResolution "node" finds all entries, with and without the types of a page', async () => {
  expect(await build('typescript-5')).toContain('typescript-5')
})
