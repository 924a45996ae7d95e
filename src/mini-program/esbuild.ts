import { createRequire } from 'node:module'

/**
 * The parts of esbuild that the compiler uses. esbuild is CommonJS: for an `import`, Node first reads all of its code for
 * what it exports, which takes four times as long as running it.
 */
export const { context, transform } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild')
