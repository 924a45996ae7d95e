import type { MaybePromise, PermissionState } from '../core/types.ts'
import { type Client, createClient } from '../my/client.ts'
import type { Platform } from '../my/codes.ts'
import type { AuthSetting, ConfirmOptions } from '../my/screen.ts'

/** What the person answers: always the same, or decided per question, as late as the test wants. */
export type Answer<Question, Value> = Value | ((question: Question) => MaybePromise<Value>)

/** The phone, and the person who holds it. Whatever is changed holds from the next call on. */
export interface TestDevice {
  /** `iOS` unless told otherwise. The codes of `Android` say less (C10). */
  platform: Platform
  /** Of the base library. An API that came later is not there (C11). */
  SDKVersion: string
  /** Of the Alipay app (C12). */
  clientVersion: string
  language: string
  /** What the app is allowed: `prompt` until the person was asked. The answer is written here. */
  permission: PermissionState
  /** In bytes: what is left for photos. Each takes its own size. Without bounds unless told otherwise. */
  freeStorage: number
  /** Known defects of phones, off unless switched on. */
  readonly defects: {
    /** Of overlapping saves, only the first that succeeds calls its `success` (C14). */
    consecutiveCalls: boolean
  }
  readonly answers: {
    /** May the app save to the album? The question is the app's own reason (C30). `granted` unless told otherwise. */
    permission: Answer<string | undefined, PermissionState>
    /** To `my.confirm`. True unless told otherwise. */
    confirm: Answer<ConfirmOptions, boolean>
    /** What the person leaves the settings at (C31). As they were, unless told otherwise. */
    settings: Answer<AuthSetting, AuthSetting>
  }
}

/** How a device starts out. */
export type DeviceOptions = Partial<Omit<TestDevice, 'defects' | 'answers'>> & {
  readonly defects?: Partial<TestDevice['defects']>
  readonly answers?: Partial<TestDevice['answers']>
}

const isText = (value: unknown) => typeof value === 'string'
const isFlag = (value: unknown) => typeof value === 'boolean'
const isState = (value: unknown) => value === 'prompt' || value === 'granted' || value === 'denied'
const isFunction = (value: unknown) => typeof value === 'function'
const states = '"prompt", "granted" or "denied"'

/** Of the client, what a host may not give either. */
function isOfClient(name: keyof Client) {
  return (value: unknown) => {
    createClient({ [name]: value })
    return value !== undefined
  }
}

const LEVERS: Checks<Omit<TestDevice, 'defects' | 'answers'>> = {
  platform: [isOfClient('platform'), '"iOS" or "Android"'],
  SDKVersion: [isOfClient('SDKVersion'), 'a version such as "1.15.0"'],
  clientVersion: [isOfClient('clientVersion'), 'a version such as "10.2.70"'],
  language: [isText, 'a language such as "zh-Hans" or "en"'],
  permission: [isState, states],
  freeStorage: [(value) => typeof value === 'number' && value >= 0, 'a number of bytes, Infinity included'],
}
const DEFECTS: Checks<TestDevice['defects']> = { consecutiveCalls: [isFlag, 'true or false'] }
const ANSWERS: Checks<TestDevice['answers']> = {
  permission: [(value) => isState(value) || isFunction(value), `${states}, or a function that answers so`],
  confirm: [(value) => isFlag(value) || isFunction(value), 'true, false, or a function that answers so'],
  settings: [
    (value) => (typeof value === 'object' && value !== null) || isFunction(value),
    'settings such as { writePhotosAlbum: true }, or a function that answers so',
  ],
}

export function createTestDevice(options: DeviceOptions = {}): { readonly device: TestDevice; reset(): void } {
  const { defects, answers, ...others } = options
  const { system: _, ...client } = createClient()
  const parts = [
    levers('device', LEVERS, { ...client, permission: 'prompt', freeStorage: Number.POSITIVE_INFINITY }, others),
    levers('device.defects', DEFECTS, { consecutiveCalls: false }, defects),
    levers('device.answers', ANSWERS, { permission: 'granted', confirm: true, settings: (now) => now }, answers),
  ] as const
  const [device, ofDefects, ofAnswers] = parts
  return {
    device: Object.preventExtensions(
      Object.defineProperties(device.levers as TestDevice, {
        defects: { value: Object.preventExtensions(ofDefects.levers), enumerable: true },
        answers: { value: Object.preventExtensions(ofAnswers.levers), enumerable: true },
      }),
    ),
    reset() {
      for (const part of parts) part.reset()
    },
  }
}

/** The answer to one question. */
export function ask<Question, Value>(answer: Answer<Question, Value>, question: Question): MaybePromise<Value> {
  return typeof answer === 'function' ? (answer as (question: Question) => MaybePromise<Value>)(question) : answer
}

/** For each lever: whether it can stand so, and what it takes instead. */
export type Checks<Levers> = {
  readonly [Name in keyof Levers]: readonly [fits: (value: unknown) => boolean, takes: string]
}

/**
 * Levers that say at once what is wrong with a value, where a test sets it: later it would look like a failure of the
 * app. One that is misspelt is told, too. `start`, then `given`, is where they stand at first.
 */
export function levers<Levers extends object>(
  of: string,
  checks: Checks<Levers>,
  start: Levers,
  given: Partial<Levers> = {},
): { readonly levers: Levers; reset(): void } {
  const names = Object.keys(checks) as (keyof Levers & string)[]
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(checks, name))
  if (unknown !== undefined) {
    throw new TypeError(`There is no lever ${of}.${unknown}: there are ${names.join(', ')}.`)
  }
  const first = { ...start }
  for (const name of names) if (given[name] !== undefined) first[name] = given[name] as Levers[typeof name]

  const made = {} as Levers
  let now = { ...first }
  for (const name of names) {
    const [fits, takes] = checks[name]
    Object.defineProperty(made, name, {
      get: () => now[name],
      set(value: Levers[typeof name]) {
        if (!fits(value)) throw new TypeError(`${of}.${name} cannot be ${String(value)}: give ${takes}.`)
        now[name] = value
      },
      enumerable: true,
      configurable: true,
    })
    made[name] = first[name]
  }
  const reset = () => {
    now = { ...first }
  }
  return { levers: made, reset }
}
