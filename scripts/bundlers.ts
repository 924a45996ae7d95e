/** How apps bundle a page: the tools that the tests build with, and whose sizes are measured. */
import { dirname, join } from 'node:path'

/** A script that a bundler has written. */
export interface Chunk {
  /** Its name in the output folder. */
  readonly file: string
  readonly isEntry: boolean
  /** The files that it loads at once. */
  readonly imports: readonly string[]
  /** The paths of the modules that are in it, unless the bundler hides them behind those that it joined. */
  readonly modules: readonly string[]
}

/** Bundles the module `entry` for production into the folder `out`, where the entry is called `main.js`. */
export type Bundler = (entry: string, out: string) => Promise<readonly Chunk[]>

const production = { 'process.env.NODE_ENV': '"production"' }

export const bundlers = {
  async Rolldown(input, dir) {
    const { rolldown } = await import('rolldown')
    const bundle = await rolldown({
      input: { main: input },
      platform: 'browser',
      checks: { ineffectiveDynamicImport: false },
      transform: { define: production },
    })
    const { output } = await bundle.write({ dir, format: 'esm', minify: true })
    await bundle.close()
    return rollupChunks(output)
  },
  async Vite(input, outDir) {
    const { build } = await import('vite')
    const result = (await build({
      configFile: false,
      root: dirname(input),
      logLevel: 'error',
      build: {
        outDir,
        license: false,
        rolldownOptions: {
          input: { main: input },
          output: { entryFileNames: '[name].js' },
          preserveEntrySignatures: 'strict',
        },
      },
    })) as { output: RollupOutput }
    return rollupChunks(result.output)
  },
  async Rollup(input, dir) {
    const { rollup } = await import('rollup')
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    const bundle = await rollup({ input: { main: input }, plugins: [nodeResolve({ browser: true })] })
    const { output } = await bundle.write({ dir, format: 'es' })
    await bundle.close()
    return rollupChunks(output)
  },
  'esbuild, split': (entry, outdir) => esbuild(entry, { outdir, format: 'esm', splitting: true }),
  'esbuild, one file': (entry, out) => esbuild(entry, { outfile: join(out, 'main.js') }),
  async webpack(entry, path) {
    const { default: webpack } = await import('webpack')
    return webpackChunks((done) => {
      webpack({ mode: 'production', entry, context: dirname(entry), output: { path } }, done)
    })
  },
  async Rspack(entry, path) {
    const { rspack } = await import('@rspack/core')
    return webpackChunks((done) => {
      rspack({ mode: 'production', entry, context: dirname(entry), output: { path } }, done)
    })
  },
} as const satisfies { readonly [name: string]: Bundler }

export type BundlerName = keyof typeof bundlers

/** The files that a page loads for these chunks: themselves, and what they load at once. */
export function filesOf(chunks: readonly Chunk[], wanted: readonly Chunk[]): Set<string> {
  const files = new Set(wanted.map(({ file }) => file))
  for (const file of files) {
    for (const imported of chunks.find((chunk) => chunk.file === file)?.imports ?? []) files.add(imported)
  }
  return files
}

type RollupOutput = readonly {
  readonly type: 'asset' | 'chunk'
  readonly fileName: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly moduleIds?: readonly string[]
}[]

const rollupChunks = (output: RollupOutput): Chunk[] =>
  output
    .filter(({ type }) => type === 'chunk')
    .map(({ fileName, isEntry = false, imports = [], moduleIds = [] }) => ({
      file: fileName,
      isEntry,
      imports,
      modules: moduleIds,
    }))

async function esbuild(entry: string, options: import('esbuild').BuildOptions): Promise<Chunk[]> {
  const { build } = await import('esbuild')
  const cwd = dirname(entry)
  const { metafile } = await build({
    absWorkingDir: cwd,
    bundle: true,
    define: production,
    entryPoints: { main: entry },
    logLevel: 'error',
    metafile: true,
    minify: true,
    ...options,
  })
  const outdir = options.outdir ?? dirname(options.outfile ?? '')
  const nameOf = (path: string) => join(cwd, path).slice(outdir.length + 1)
  return Object.entries(metafile?.outputs ?? {}).map(([path, { entryPoint, imports, inputs }]) => ({
    file: nameOf(path),
    isEntry: entryPoint !== undefined && nameOf(path) === 'main.js',
    imports: imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => nameOf(path)),
    modules: Object.keys(inputs),
  }))
}

/** What the statistics of webpack and Rspack have in common. */
interface Stats {
  toJson(options: object): {
    readonly chunks?: readonly { readonly files?: readonly string[]; readonly initial?: boolean }[]
    readonly errors?: readonly { readonly message: string }[]
  }
}

async function webpackChunks(run: (done: (error: Error | null, stats?: Stats) => void) => void): Promise<Chunk[]> {
  const stats = await new Promise<Stats>((resolve, reject) =>
    run((error, stats) => (stats ? resolve(stats) : reject(error))),
  )
  const { chunks = [], errors = [] } = stats.toJson({ all: false, chunks: true, errors: true })
  if (errors[0]) throw new Error(errors[0].message)
  return chunks.flatMap(({ files = [], initial = false }) =>
    files.map((file) => ({ file, isEntry: initial, imports: [], modules: [] })),
  )
}
