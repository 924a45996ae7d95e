import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'

const ENTRY = 'virtual:entry'
const root = fileURLToPath(new URL('..', import.meta.url))

/** The names that an app imports, and what the package answers them with. */
const ENTRIES: readonly (readonly [name: RegExp, file: string])[] = [
  [/^photosalbum$/, 'dist/index.js'],
  [/^photosalbum\/browser$/, 'dist/browser.js'],
  [/^photosalbum\/(albums\/.*)$/, 'dist/$1.js'],
]

/** What a page would load of a program, minified and gzipped. In bytes. */
export interface Size {
  /** At once. */
  readonly atOnce: number
  /** At once and, later, all that these modules (the ends of their paths) need. */
  with(...modules: readonly string[]): number
  /** The modules of this package in that code. */
  modulesWith(...modules: readonly string[]): string[]
  /** All of it, whatever is ever needed. */
  readonly inAll: number
}

/** Bundles a program that imports the built package, or others, as an app would: with the bundler inside of Vite. */
export async function measure(program: string): Promise<Size> {
  const bundle = await rolldown({
    input: ENTRY,
    cwd: root,
    platform: 'browser',
    checks: { ineffectiveDynamicImport: false },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'entry',
        resolveId(id) {
          if (id === ENTRY) return id
          const [name, file] = ENTRIES.find(([name]) => name.test(id)) ?? []
          return name && file ? { id: root + id.replace(name, file), moduleSideEffects: false } : undefined
        },
        load: (id) => (id === ENTRY ? program : undefined),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk')
  // A program of which nothing is left is nothing to load, not the 20 bytes of gzip's header.
  const sizes = new Map(
    chunks.map(({ fileName, code }) => [fileName, code.trim() && gzipSync(code, { level: 9 }).length]),
  )

  /** A chunk, and what it imports at once. */
  const closure = (fileName: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(fileName)) return seen
    seen.add(fileName)
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? []) closure(imported, seen)
    return seen
  }
  const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + (Number(sizes.get(file)) || 0), 0)
  const entry = closure(chunks.find((chunk) => chunk.isEntry)?.fileName ?? '')
  const entryWith = (modules: readonly string[]) => {
    const needed = new Set(entry)
    for (const module of modules) {
      const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
      if (!chunk) throw new Error(`No chunk has ${module} in it.`)
      closure(chunk.fileName, needed)
    }
    return needed
  }
  return {
    atOnce: sum(entry),
    inAll: sum(sizes.keys()),
    with: (...modules) => sum(entryWith(modules)),
    modulesWith(...modules) {
      const needed = entryWith(modules)
      const ids = chunks.filter(({ fileName }) => needed.has(fileName)).flatMap(({ moduleIds }) => moduleIds)
      return ids.filter((id) => id.startsWith(`${root}dist/`) && !id.includes('/vendor/')).sort()
    },
  }
}
