import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer, type InlineConfig } from 'vite'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { type BundlerName, bundlers } from '../../scripts/bundlers.ts'
import { sharedBrowser } from '../fixtures/browser.ts'
import { installPackage } from './package.ts'
import { expectPageSaves, POSTER, serve } from './run-page.ts'

const packed = installPackage()
const project = join(packed.root, 'page')

beforeAll(() => cpSync(fileURLToPath(new URL('page', import.meta.url)), project, { recursive: true }))

test.each(Object.keys(bundlers) as BundlerName[])('C16: a page that %s builds saves byte for byte', async (name) => {
  const out = join(packed.root, name)
  cpSync(join(project, 'index.html'), join(out, 'index.html'))
  const chunks = await bundlers[name](join(project, 'main.js'), out)
  expect(chunks.filter(({ isEntry }) => isEntry).map(({ file }) => file)).toEqual(['main.js'])
  expect(chunks.filter(({ file }) => !existsSync(join(out, file)))).toEqual([])
  await expectPageSaves(await sharedBrowser(), await serve(out))
})

/** Vite's development server. */
async function startVite(options: InlineConfig) {
  const server = await createServer({
    configFile: false,
    root: project,
    logLevel: 'error',
    cacheDir: join(packed.root, 'vite-cache'),
    server: { hmr: false, host: '127.0.0.1' },
    ...options,
  })
  onTestFinished(() => server.close())
  return server
}

test("C16: a page on Vite's development server saves byte for byte", async () => {
  const server = await startVite({
    plugins: [
      {
        name: 'poster',
        configureServer: ({ middlewares }) => {
          middlewares.use('/poster.png', (_request, response) => response.end(POSTER))
        },
      },
    ],
  })
  await server.listen(0)
  await expectPageSaves(await sharedBrowser(), server.resolvedUrls?.local[0] ?? '')
})

test.each<[how: string, InlineConfig['ssr']]>([
  ['as a module of Node', {}],
  ['through Vite', { noExternal: true }],
])('a page that Vite renders on a server imports the package, %s', async (_how, ssr) => {
  const server = await startVite({ ssr })
  const { deliver } = await server.ssrLoadModule('/save.js')
  expect(deliver).toBeTypeOf('function')
})
