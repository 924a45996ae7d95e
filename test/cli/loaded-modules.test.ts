import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { computer } from './command.ts'
import { png } from './pictures.ts'

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const SOURCES = new URL('../../src/', import.meta.url).href

/** The modules below `src/` that a process ran, according to the coverage that Node writes at its end. */
async function modulesIn(folder: string): Promise<string[]> {
  const reports = await Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`, 'utf8')))
  const urls = reports.flatMap((report) => (JSON.parse(report).result as { url: string }[]).map(({ url }) => url))
  const own = urls.filter((url) => url.startsWith(SOURCES))
  return [...new Set(own.map((url) => url.slice(SOURCES.length).replace(/\?.*/, '')))].sort()
}

it('photosalbum save loads at most 35 modules, run from the sources', async () => {
  const { path, write, list, shell } = await computer()
  await write({ 'x.png': png })
  const node = `"${process.execPath}" --import "${file('node_modules/tsx/dist/loader.mjs')}"`
  const { code, err } = await shell(`NODE_V8_COVERAGE=coverage ${node} "${file('src/cli/main.ts')}" save x.png`).ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(await list('Pictures')).toEqual(['x.png'])
  const modules = await modulesIn(path('coverage'))
  expect(modules).toContain('cli/main.ts')
  expect(modules.length, modules.join('\n')).toBeLessThanOrEqual(35)
})
