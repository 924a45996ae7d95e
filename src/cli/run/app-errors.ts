import { relative, resolve } from 'node:path'
import { inspect } from 'node:util'
import type { Problem } from '../../mini-program/types.ts'
import { memberOf, textIn } from '../../util/thrown.ts'
import { words } from '../messages.ts'

/** An error of the app that nothing caught, or something wrong with its files. */
export interface AppProblem {
  readonly message: string
  /** `pages/index/index.js:12:5`, if it is known. */
  readonly at: string | undefined
  /** The app's own lines of the stack, innermost first. */
  readonly stack: readonly string[]
}

/** Describes a problem and what the app threw, with paths relative to the current folder. `message` is the problem's. */
export function problemOf(problem: Problem, message: string, thrown: unknown, root: string): AppProblem {
  const place = (file: string) => relative('', resolve(root, file))
  const stack = (problem.stack ?? '').split('\n').flatMap((line) => ownFrame(line, place))
  const { file, line, column } = problem
  const position = [line, column].filter((part) => part !== undefined).join(':')
  const at = stack[0]?.at ?? (file === undefined ? undefined : [place(file), position].filter(Boolean).join(':'))
  return { message: messageOf(message, thrown), at, stack: stack.map(({ text }) => text) }
}

function messageOf(message: string, thrown: unknown): string {
  const failure = failureOf(thrown)
  if (failure) return words.run.uncaughtFailure(failure)
  if (thrown === undefined) return oneLine(message)
  if (!isError(thrown)) return words.run.thrown(formatUnknown(thrown))
  return oneLine(`${textIn(thrown, 'name') ?? 'Error'}: ${textIn(thrown, 'message') ?? words.run.messageNotText}`)
}

/** The error object of a failed call of `my` (C2). */
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

/** Frames of the app's own files, which have relative paths since source maps were applied. Packages are left out. */
function ownFrame(line: string, place: (file: string) => string): { at: string; text: string }[] {
  const [, caller = '', file = '', position] = /^\s+at (?:(.*) \()?(.+?):(\d+:\d+)\)?$/.exec(line) ?? []
  if (position === undefined || /^([\\/]|\w+:|node_modules\/|mini-program-bundle)/.test(file)) return []
  const at = `${place(file)}:${position}`
  return [{ at, text: caller ? `${caller} (${at})` : at }]
}
