import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApp } from 'photosalbum/testing'
import { expect, test } from 'vitest'
import { type Files, writeProject } from '../mini-program/setup/open-app.ts'
import { sample } from '../setup/counts.ts'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const es = join(modules, 'antd-mini/es')
const names = readdirSync(es).filter((name) => existsSync(join(es, name, 'index.axml')))

const mounted = [...new Set([...sample(5, names), 'Button'])]

/** A page for each component. */
const pages: Files = Object.fromEntries(
  mounted.flatMap((name) => [
    [`pages/${name}.axml`, '<subject>Content</subject>'],
    [`pages/${name}.json`, { usingComponents: { subject: `antd-mini/es/${name}/index` } }],
    [`pages/${name}.js`, 'Page({})'],
  ]),
)

test('C55: every component of antd-mini mounts and renders without an error', async () => {
  expect(names.length).toBeGreaterThanOrEqual(60)
  const folder = writeProject({
    'app.json': { pages: mounted.map((name) => `pages/${name}`) },
    'mini.project.json': { compileOptions: { component2: true } },
    ...pages,
  })
  symlinkSync(modules, join(folder, 'node_modules'))
  const app = await openApp(folder)
  for (const name of mounted) await app.reLaunch(`/pages/${name}`)
  expect(app.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  expect((await app.reLaunch('/pages/Button')).$('.ant-button')?.text()).toBe('Content')
})
