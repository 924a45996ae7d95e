import { createRequire } from 'node:module'
import { defineConfig } from 'vite'

const { default: uni } = createRequire(import.meta.url)('@dcloudio/vite-plugin-uni')

/**
 * uni-app names a chunk of a package after its folder, `../node_modules/…`. Such a name starts with two dots, so that the
 * browser takes it for the name of a package.
 */
const chunkNames = {
  name: 'chunk-names',
  enforce: 'post',
  config: () => ({
    build: { rollupOptions: { output: { chunkFileNames: 'assets/[name].[hash].js' } } },
  }),
}

export default defineConfig({ plugins: [uni(), chunkNames] })
