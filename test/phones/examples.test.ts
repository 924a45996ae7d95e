import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const source = (path: string) => here(`../../src/${path}`)

/** Bundles an example with the platform's packages of this folder and the sources of photosalbum. */
async function bundle(entry: string, external: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here(`../../examples/${entry}`)],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    outdir: here('out'),
    nodePaths: [here('node_modules')],
    external: [...external],
    loader: { '.js': 'jsx' },
    mainFields: ['module', 'main'],
    alias: {
      photosalbum: source('index.ts'),
      'photosalbum/browser': source('browser.ts'),
      'photosalbum/bridge': source('bridge/index.ts'),
      'photosalbum/albums/capacitor': source('albums/capacitor.ts'),
      'photosalbum/albums/expo': source('albums/expo.ts'),
    },
  })
  return outputFiles[0]?.text ?? ''
}

test('the Capacitor example is bundled, with no part of Node', async () => {
  const code = await bundle('capacitor/main.js', [])
  expect(code).toContain('savePhoto')
  expect(code).not.toMatch(/from ?"node:/)
})

test('the Expo example is bundled, with no part of Node or of a browser’s page', async () => {
  const code = await bundle('expo/App.js', ['react', 'react-native', 'expo', 'expo-modules-core'])
  expect(code).toContain('requestPermissionsAsync')
  expect(code).not.toMatch(/from ?"node:/)
})

test('the page of the Electron example is bundled, with no part of Electron', async () => {
  const code = await bundle('electron/renderer.js', [])
  expect(code).toContain('saveImageToPhotosAlbum')
  expect(code).not.toMatch(/require\("electron|from ?"(electron|node:)/)
})
