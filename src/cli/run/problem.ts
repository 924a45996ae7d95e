import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from './happening.ts'

/** What an app threw, with the places in its own files. `modules` are the app's modules so far, as URLs. */
export function problemOf(thrown: unknown, root: string, modules: readonly string[]): Problem {
  const { error, errorMessage } = (thrown ?? {}) as { error?: unknown; errorMessage?: unknown }
  if (typeof error === 'number' && typeof errorMessage === 'string') {
    const message = `A call failed with error ${error}, and neither a fail callback nor a catch took it: ${errorMessage}`
    return { message, at: undefined, stack: [] }
  }
  if (!(thrown instanceof Error)) return { message: `Thrown: ${String(thrown)}`, at: undefined, stack: [] }
  const message = `${thrown.name}: ${thrown.message}`.replace(/\s*\n\s*/g, ' ')
  const stack = (thrown.stack ?? '').split('\n').flatMap((line) => ownFrame(line, root))
  const at = stack[0]?.at ?? (thrown instanceof SyntaxError ? syntaxErrorAt(thrown, modules) : undefined)
  return { message, at, stack: stack.map(({ text }) => text) }
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
    const input = `${path.endsWith('.json') ? 'export default ' : ''}${readFileSync(path, 'utf8')}`
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], { input, encoding: 'utf8' })
    const [, wrong] = /^\[stdin\]:(\d+)\n/.exec(stderr) ?? []
    if (wrong !== undefined) return `${relative('', path)}:${wrong}`
  }
  return undefined
}
