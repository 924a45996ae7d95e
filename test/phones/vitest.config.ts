import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  resolve: {
    alias: [
      { find: /^photosalbum\/albums\/(.*)$/, replacement: here('../../src/albums/$1.ts') },
      { find: /^photosalbum$/, replacement: here('../../src/index-node.ts') },
      // The files that the bundlers of the platforms take. Node would take their CommonJS ones.
      ...Object.entries({
        '@capacitor/core': 'dist/index.js',
        '@capacitor/filesystem': 'dist/esm/index.js',
        '@capacitor-community/media': 'dist/esm/index.js',
        '@react-native-camera-roll/camera-roll': 'lib/module/index.js',
      }).map(([find, file]) => ({ find, replacement: here(`node_modules/${find}/${file}`) })),
      { find: /^react-native$/, replacement: here('native/react-native.ts') },
      { find: /^expo(-modules-core)?$/, replacement: here('native/expo-modules-core.ts') },
    ],
  },
  test: {
    include: ['*.test.ts'],
    globalSetup: 'install.ts',
    server: { deps: { inline: [/node_modules\/(expo-|@capacitor|@react-native-camera-roll|@dr\.pogodin)/] } },
  },
})
