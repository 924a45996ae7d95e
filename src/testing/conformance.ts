import { isSaveError, type SaveErrorReason, toSaveError } from '../core/errors.ts'

/** The functions of a test runner: Vitest, Jest, Mocha (`test: it`) and `node:test` have them. */
export interface Runner {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
}

/**
 * Declares the test of one rule. An exception is listed with its reason, and fails once the rule holds after all, so
 * that it gets removed.
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

/** A suite without `create` would have nothing to test, and pass. */
export function checkSuite(suite: string, runner: Runner, options: { create: unknown }): void {
  if (typeof runner?.describe !== 'function' || typeof runner.test !== 'function')
    throw new TypeError(`${suite} takes the test runner first. Pass { describe, test }.`)
  if (typeof options?.create !== 'function')
    throw new TypeError(`${suite} takes what it tests second. Pass { name, create }, where create is a function.`)
}

/** A misspelt exception would have no effect. */
export function checkExceptions(exceptions: object = {}, rules: object): void {
  const unknown = Object.keys(exceptions).find((name) => !Object.hasOwn(rules, name))
  if (unknown === undefined) return
  throw new TypeError(`Unknown rule "${unknown}" in exceptions. Use ${Object.keys(rules).join(', ')}.`)
}

/** Lists a rule that cannot be tested because the caller has not passed what it needs, so that the gap is visible. */
export function declareUntested({ test }: Runner, title: string, lacking: string): void {
  test(`not tested: ${title} (no ${lacking} was passed)`, async () => {})
}

async function mustFail(check: () => Promise<void>, title: string): Promise<void> {
  try {
    await check()
  } catch {
    return
  }
  throw new Error(`This rule holds: ${title}. Remove the exception.`)
}

export function expect(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`Expected that ${claim}.`)
}

/** The reason of a thrown error, which must be a `SaveError` with a message of one line. */
export function expectSaveError(thrown: unknown): SaveErrorReason {
  if (!isSaveError(thrown))
    throw new Error(`Expected a SaveError, but this was thrown: ${toSaveError(thrown).message}`, { cause: thrown })
  expect(thrown.message !== '' && !thrown.message.includes('\n'), `"${thrown.message}" is one line`)
  return thrown.reason
}

/** Whether two views have the same bytes. */
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
