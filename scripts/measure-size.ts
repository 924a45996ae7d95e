import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type BundlerName, bundlers, filesOf } from './bundlers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** An app in which this package is installed, and which finds the other packages in the folders above. */
const app = join(root, 'node_modules/.cache/photosalbum/size')

/** What a page would load of a program, minified and gzipped. In bytes. */
export interface Size {
  /** At once. */
  readonly atOnce: number
  /** At once and, later, all that these modules (the ends of their paths) need. Not known of webpack. */
  with(...modules: readonly string[]): number
  /** The modules of this package in that code. */
  modulesWith(...modules: readonly string[]): string[]
  /** All of it, whatever is ever needed. */
  readonly inAll: number
}

let programs = 0

/** Bundles a program that imports the built package, or others, as an app does. */
export async function measure(program: string, bundler: BundlerName = 'Rolldown'): Promise<Size> {
  const folder = join(app, `${process.pid}-${programs++}`)
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  try {
    symlinkSync(root, join(folder, 'node_modules/photosalbum'), 'junction')
    const entry = join(folder, 'program.js')
    writeFileSync(entry, program)
    const out = join(folder, 'out')
    const chunks = await bundlers[bundler](entry, out)
    const bytesOf = (file: string) => {
      const code = readFileSync(join(out, file), 'utf8').trim()
      // A program of which nothing is left is nothing to load, not the 20 bytes of gzip's header.
      return code && gzipSync(code, { level: 9 }).length
    }
    const sizes = new Map(chunks.map(({ file }) => [file, Number(bytesOf(file))]))
    const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + (sizes.get(file) ?? 0), 0)
    const entryWith = (modules: readonly string[]) => {
      const needed = modules.map((module) => {
        const chunk = chunks.find(({ modules }) => modules.some((path) => path.endsWith(module)))
        if (!chunk) throw new Error(`No chunk has ${module} in it.`)
        return chunk
      })
      return filesOf(chunks, [...chunks.filter(({ isEntry }) => isEntry), ...needed])
    }
    return {
      atOnce: sum(entryWith([])),
      inAll: sum(sizes.keys()),
      with: (...modules) => sum(entryWith(modules)),
      modulesWith(...modules) {
        const needed = entryWith(modules)
        const paths = chunks.filter(({ file }) => needed.has(file)).flatMap(({ modules }) => modules)
        return paths.filter((path) => path.startsWith(`${root}dist/`) && !path.includes('/vendor/')).sort()
      },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
