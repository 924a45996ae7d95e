import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { memberOf, textIn } from '../../util/thrown.ts'
import { words } from '../messages.ts'

/** An error of the app that nothing caught. */
export interface Problem {
  readonly message: string
  /** `pages/index/index.js:12:5`, if it is known. */
  readonly at: string | undefined
  /** The app's own lines of the stack, innermost first. */
  readonly stack: readonly string[]
}

/** Describes whatever an app threw, with places in its own files. `modules` are the URLs of its modules so far. */
export function problemOf(thrown: unknown, root: string, modules: readonly string[]): Problem {
  const failure = failureOf(thrown)
  if (failure) return { message: words.run.uncaughtFailure(failure), at: undefined, stack: [] }
  if (!isError(thrown)) return { message: words.run.thrown(formatUnknown(thrown)), at: undefined, stack: [] }
  const stack = (textIn(thrown, 'stack') ?? '').split('\n').flatMap((line) => ownFrame(line, root))
  const at = stack[0]?.at ?? placeWithoutStack(thrown, modules)
  return { message: oneLine(messageOf(thrown)), at, stack: stack.map(({ text }) => text) }
}

/** What a call of `my` fails with (C2). */
export function failureOf(thrown: unknown): { error: number; errorMessage: string } | undefined {
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

/** Any value of an app, on one line. */
export function formatUnknown(value: unknown): string {
  if (typeof value === 'string') return oneLine(value)
  try {
    const options = { compact: true, breakLength: Infinity, customInspect: false, maxStringLength: 200 }
    return oneLine(inspect(value, options))
  } catch {
    return words.run.unreadable
  }
}

function messageOf(error: Error): string {
  const [name = 'Error', message = words.run.messageNotText] = [textIn(error, 'name'), textIn(error, 'message')]
  // Of Node's message about a missing module, the first line is about it; the others are paths.
  const [, specifier] =
    (memberOf(error, 'code') === 'MODULE_NOT_FOUND' && /^Cannot find module '(.*)'/.exec(message)) || []
  return specifier === undefined ? `${name}: ${message}` : `Error: There is no "${specifier}".`
}

function placeWithoutStack(error: Error, modules: readonly string[]): string | undefined {
  // Set by `missingModule`.
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
    // An app may write anything into a stack.
    return file
  }
}

/** Node reports the place only for scripts. For modules, its syntax check is run on each that was loaded. */
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
