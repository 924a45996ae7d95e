/** esbuild for the worker of the playground, with the functions of the `esbuild` package that the compiler uses. */

import { resolve } from 'node:path'
import { context, initialize, transform } from 'esbuild-wasm'
import wasmUrl from 'esbuild-wasm/esbuild.wasm?url'
import { goFs } from './go-fs.ts'

export { context, transform }

/** Must be called once, before anything is compiled. */
export async function startEsbuild(): Promise<void> {
  Object.assign(globalThis, { fs: goFs, path: { resolve } })
  // This code runs in a worker already, and only this worker has the files.
  await initialize({ wasmURL: wasmUrl, worker: false })
}
