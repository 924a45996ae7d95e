import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import type { Problem } from './happening.ts'
import type { MissingModule } from './missing-module.ts'

/** What an app threw, with the places in its own files. `modules` are the app's modules so far, as URLs. */
export function problemOf(thrown: unknown, root: string, modules: readonly string[]): Problem {
  const failure = failureIn(thrown)
  if (failure) {
    const { error, errorMessage } = failure
    const message = `A call failed with error ${error}, and neither a fail callback nor a catch took it: ${errorMessage}`
    return { message, at: undefined, stack: [] }
  }
  if (!(thrown instanceof Error)) return { message: `Thrown: ${shown(thrown)}`, at: undefined, stack: [] }
  const stack = (thrown.stack ?? '').split('\n').flatMap((line) => ownFrame(line, root))
  const at = stack[0]?.at ?? placeWithoutStack(thrown, modules)
  return { message: oneLine(messageOf(thrown)), at, stack: stack.map(({ text }) => text) }
}

/** What a call of `my` failed with (C2), if it is that. */
export function failureIn(thrown: unknown): { error: number; errorMessage: string } | undefined {
  const { error, errorMessage } = (thrown ?? {}) as { error?: unknown; errorMessage?: unknown }
  return typeof error === 'number' && typeof errorMessage === 'string' ? { error, errorMessage } : undefined
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ')

const shown = (thrown: unknown) =>
  oneLine(
    typeof thrown === 'string'
      ? thrown
      : inspect(thrown, { compact: true, breakLength: Infinity, customInspect: false, maxStringLength: 200 }),
  )

function messageOf(error: Error): string {
  // Of Node's own words for a `require` in vain the first line is about it; the others are paths.
  const { code } = error as NodeJS.ErrnoException
  const [, asked] = (code === 'MODULE_NOT_FOUND' && /^Cannot find module '(.*)'/.exec(error.message)) || []
  return asked === undefined ? `${error.name}: ${error.message}` : `Error: There is no "${asked}".`
}

function placeWithoutStack(error: Error, modules: readonly string[]): string | undefined {
  const { from, line } = error as Partial<MissingModule>
  if (from !== undefined) return `${relative('', from)}${line === undefined ? '' : `:${line}`}`
  return error instanceof SyntaxError ? syntaxErrorAt(error, modules) : undefined
}

function ownFrame(line: string, root: string): { at: string; text: string }[] {
  const [, caller = '', file, place] = /^\s+at (?:(.*) \()?(.*?):(\d+:\d+)\)?$/.exec(line) ?? []
  if (file === undefined) return []
  const path = pathOf(file)
  const own = path.startsWith(root + sep) && !path.includes(`${sep}node_modules${sep}`)
  const at = `${relative('', path)}:${place}`
  return own ? [{ at, text: caller ? `${caller} (${at})` : at }] : []
}

const pathOf = (file: string) => (file.startsWith('file:') ? fileURLToPath(file) : file)

/** Node tells the place only for scripts. For a module, its own checker is asked about each that was loaded. */
function syntaxErrorAt(error: SyntaxError, modules: readonly string[]): string | undefined {
  const [, script, line] = /^(.+):(\d+)\n/.exec(error.stack ?? '') ?? []
  if (script !== undefined) return `${relative('', pathOf(script))}:${line}`
  for (const url of modules) {
    const path = fileURLToPath(url)
    const input = readFileSync(path, 'utf8')
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], { input, encoding: 'utf8' })
    const [, wrong] = /^\[stdin\]:(\d+)\n/.exec(stderr) ?? []
    if (wrong !== undefined) return `${relative('', path)}:${wrong}`
  }
  return undefined
}
