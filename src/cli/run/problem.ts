import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { memberOf, textIn } from '../../util/thrown.ts'
import type { Problem } from './happening.ts'

/** What an app threw, with the places in its own files. `modules` are the app's modules so far, as URLs. */
export function problemOf(thrown: unknown, root: string, modules: readonly string[]): Problem {
  const failure = failureIn(thrown)
  if (failure) {
    const { error, errorMessage } = failure
    const message = `A call failed with error ${error}, and neither a fail callback nor a catch took it: ${errorMessage}`
    return { message, at: undefined, stack: [] }
  }
  if (!isError(thrown)) return { message: `Thrown: ${shown(thrown)}`, at: undefined, stack: [] }
  const stack = (textIn(thrown, 'stack') ?? '').split('\n').flatMap((line) => ownFrame(line, root))
  const at = stack[0]?.at ?? placeWithoutStack(thrown, modules)
  return { message: oneLine(messageOf(thrown)), at, stack: stack.map(({ text }) => text) }
}

/** What a call of `my` failed with (C2), if it is that. */
export function failureIn(thrown: unknown): { error: number; errorMessage: string } | undefined {
  const [error, errorMessage] = [memberOf(thrown, 'error'), textIn(thrown, 'errorMessage')]
  return typeof error === 'number' && errorMessage !== undefined ? { error, errorMessage } : undefined
}

export function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error
  } catch {
    return false
  }
}

export const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ')

/** Whatever an app has, on one line. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return oneLine(value)
  try {
    const options = { compact: true, breakLength: Infinity, customInspect: false, maxStringLength: 200 }
    return oneLine(inspect(value, options))
  } catch {
    return 'something that cannot be read'
  }
}

function messageOf(error: Error): string {
  // Of Node's own words for a `require` in vain the first line is about it; the others are paths.
  const [name = 'Error', message = 'its message is no text'] = [textIn(error, 'name'), textIn(error, 'message')]
  const missing = memberOf(error, 'code') === 'MODULE_NOT_FOUND'
  const [, asked] = (missing && /^Cannot find module '(.*)'/.exec(message)) || []
  return asked === undefined ? `${name}: ${message}` : `Error: There is no "${asked}".`
}

function placeWithoutStack(error: Error, modules: readonly string[]): string | undefined {
  // As `missingModule` tells it.
  const [from, line] = [textIn(error, 'from'), memberOf(error, 'line')]
  if (from !== undefined) return `${relative('', from)}${typeof line === 'number' ? `:${line}` : ''}`
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

function pathOf(file: string): string {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : file
  } catch {
    // An app may write what it likes into a stack.
    return file
  }
}

/** Node tells the place only for scripts. For a module, its own checker is asked about each that was loaded. */
function syntaxErrorAt(error: SyntaxError, modules: readonly string[]): string | undefined {
  const [, script, line] = /^(.+):(\d+)\n/.exec(textIn(error, 'stack') ?? '') ?? []
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
