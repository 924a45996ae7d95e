import { isSaveError, type SaveErrorReason, toSaveError } from '../core/errors.ts'

/** What a test runner gives: Vitest, Jest, Mocha (`test: it`) and `node:test` all do. */
export interface Runner {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
}

/**
 * Declares the test of one rule. An exception to it is listed with its reason, and fails once the rule is kept: what is
 * no longer an exception must go.
 */
export function declareRule(
  { test }: Runner,
  title: string,
  exception: string | undefined,
  check: () => Promise<void>,
): void {
  if (exception === undefined) test(title, check)
  else test(`declared exception, ${exception}: ${title}`, () => mustFail(check, title))
}

/** Where there is nothing to try any rule on, none would fail. */
export function checkSuite(suite: string, runner: Runner, options: { create: unknown }): void {
  if (typeof runner?.describe !== 'function' || typeof runner.test !== 'function')
    throw new TypeError(`${suite} takes the test runner first: give { describe, test }.`)
  if (typeof options?.create !== 'function')
    throw new TypeError(`${suite} takes what it tests second: give { name, create }, create being a function.`)
}

/** An exception to a rule that there is not would be none, and nobody would know. */
export function checkExceptions(exceptions: object = {}, rules: object): void {
  const unknown = Object.keys(exceptions).find((name) => !Object.hasOwn(rules, name))
  if (unknown === undefined) return
  throw new TypeError(`There is no rule "${unknown}" to except: there are ${Object.keys(rules).join(', ')}.`)
}

/** A rule for which the caller gave nothing to try it on: listed, so that nobody takes it for kept. */
export function declareUntried({ test }: Runner, title: string, lacking: string): void {
  test(`not tried: ${title} (no ${lacking} was given)`, async () => {})
}

async function mustFail(check: () => Promise<void>, title: string): Promise<void> {
  try {
    await check()
  } catch {
    return
  }
  throw new Error(`This rule is kept: ${title}. Remove the exception.`)
}

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold that ${what}.`)
}

/** The reason of what must be a `SaveError` with a message of one line. */
export function expectSaveError(thrown: unknown): SaveErrorReason {
  if (!isSaveError(thrown))
    throw new Error(`Expected a SaveError, but this was thrown: ${toSaveError(thrown).message}`, { cause: thrown })
  expect(thrown.message !== '' && !thrown.message.includes('\n'), `"${thrown.message}" is one line`)
  return thrown.reason
}

/** Whether two pieces of memory hold the same bytes, whatever they are views of. */
export function sameBytes(one: ArrayBufferView, other: ArrayBufferView): boolean {
  if (one.byteLength !== other.byteLength) return false
  const a = bytesOf(one)
  const b = bytesOf(other)
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
