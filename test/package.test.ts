import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from './toolchains/package.ts'

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))

/** What an entry resolves to under these conditions. */
function resolve(target: unknown, ...conditions: readonly string[]): string | undefined {
  if (typeof target !== 'object' || target === null) return target as string | undefined
  const match = Object.entries(target).find(([condition]) => condition === 'default' || conditions.includes(condition))
  return match && resolve(match[1], ...conditions)
}

/** The first match of a pattern with at most one `*`, as TypeScript and Parcel look for it. */
function mapped(patterns: Readonly<Record<string, string>>, path: string): string | undefined {
  for (const [pattern, target] of Object.entries(patterns)) {
    const [, rest] = new RegExp(`^${pattern.replace('*', '(.+)')}$`).exec(path) ?? []
    if (path === pattern || rest) return target.replace(/\*|\$1/, rest ?? '')
  }
  return undefined
}

/** Every entry that has code, with a name for the `*` of albums. */
const entries = Object.entries<unknown>(manifest.exports)
  .filter(([path, target]) => target !== null && path !== './package.json')
  .map(
    ([path, target]) =>
      [path.replace('*', 'opfs'), JSON.parse(JSON.stringify(target).replaceAll('*', 'opfs'))] as const,
  )

describe('tools that do not read "exports"', () => {
  test.each(entries)('TypeScript with moduleResolution "node" finds the types of %s', (path, target) => {
    const versions = manifest.typesVersions['*'] as Record<string, string[]>
    const first = Object.fromEntries(Object.entries(versions).map(([pattern, [file = '']]) => [pattern, file]))
    const types = path === '.' ? manifest.types : mapped(first, path.slice(2))
    expect(types).toBe(resolve(target, 'types'))
    expect(existsSync(join(repository, types))).toBe(true)
  })

  const forPages = entries.filter(([path]) => !/^\.\/(node|testing)/.test(path))
  test.each(forPages)('Parcel finds the module of %s', (path, target) => {
    expect(path === '.' ? manifest.module : mapped(manifest.alias, path)).toBe(resolve(target))
  })
})

test.each(['browser-global', 'browser', 'index', 'bridge/index', 'albums/browser', 'albums/opfs'])(
  'dist/%s.js and all that it imports can be loaded by a page without a bundler',
  (entry) => {
    const loaded = new Set([join(repository, 'dist', `${entry}.js`)])
    const unresolved: string[] = []
    for (const file of loaded) {
      const code = readFileSync(file, 'utf8')
      // With the options that Taro gives it, Terser writes private names as `#"name"`.
      expect(code, file).not.toMatch(/this\.#|^\s*#\w/m)
      const imports = code.matchAll(/^(?:import|export)\b[^'"]*?["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm)
      for (const [, fixed, later] of imports) {
        const path = (fixed ?? later) as string
        if (path.startsWith('.')) loaded.add(join(dirname(file), path))
        else unresolved.push(`${relative(repository, file)}: ${path}`)
      }
    }
    expect(unresolved).toEqual([])
  },
)
