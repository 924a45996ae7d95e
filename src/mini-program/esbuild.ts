import { createRequire } from 'node:module'

/**
 * The parts of esbuild that the compiler uses. They are loaded by `require`: esbuild is CommonJS, and an `import` makes Node
 * scan all of its code for exports, which takes four times as long as running it.
 */
export const { context, transform } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild')
