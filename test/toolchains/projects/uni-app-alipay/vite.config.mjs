import { createRequire } from 'node:module'
import { defineConfig } from 'vite'

const { default: uni } = createRequire(import.meta.url)('@dcloudio/vite-plugin-uni')

export default defineConfig({ plugins: [uni()] })
