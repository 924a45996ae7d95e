import { jsonModule } from '../mini-program/json.ts'
import { type Answer, script, text } from './answer.ts'
import type { ModuleParser } from './module-parser.ts'
import { candidates } from './project.ts'

/** Reads a file by its path below the root, with `/`. */
export type ReadText = (path: string) => Promise<string | undefined>

/** A module where an import may mean it: `./util` is `./util.js`, or `./util/index.js`. */
export async function findModule(read: ReadText, path: string): Promise<{ path: string; code: string } | undefined> {
  for (const candidate of candidates(path)) {
    const code = await read(candidate)
    if (code !== undefined)
      return { path: candidate, code: candidate.endsWith('.json') ? jsonModule(code, candidate) : code }
  }
  return undefined
}

/**
 * A module that stands for another one. A browser takes every address for a module of its own, one that redirects
 * included; by this, all the names that an import may use lead to the same instance, as they do on a phone. Its
 * `default` must be named where there is one, and must not where there is none.
 */
export async function reExport(address: string, code: string, parser: ModuleParser): Promise<Answer> {
  const from = JSON.stringify(address)
  const isDefault = await parser.hasDefault(code)
  return script(`export * from ${from}\n${isDefault ? `export { default } from ${from}\n` : ''}`)
}

export const noModule = (path: string) => text(404, `There is no module "${path}".`)
