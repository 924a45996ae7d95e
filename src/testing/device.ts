import type { MaybePromise, PermissionState, Source } from '../core/types.ts'
import { checkOptions } from '../core/validation.ts'
import { CLIENT_OPTIONS, type Client, createClient } from '../my/client.ts'
import type { Platform } from '../my/codes.ts'
import { DEFAULT_ANSWERS } from '../my/default-answers.ts'
import type { AuthSetting, ChooseImagesOptions, ConfirmOptions, Screen } from '../my/screen.ts'

/** An answer of the user: a fixed value, or a function that decides for each question. */
export type Answer<Question, Value> = Value | ((question: Question) => MaybePromise<Value>)

/** The phone and its user. A change takes effect with the next call. */
export interface TestDevice {
  /**
   * Android has fewer error codes (C10).
   * @default 'iOS'
   */
  platform: Platform
  /** The version of the base library. APIs that were added later do not exist (C11). */
  SDKVersion: string
  /** The version of the Alipay app (C12). */
  clientVersion: string
  language: string
  /**
   * Whether the app may save photos. Set to the user's answer after the prompt.
   * @default 'prompt'
   */
  permission: PermissionState
  /**
   * The free space for photos, in bytes. Every photo takes its own size.
   * @default Infinity
   */
  freeStorage: number
  /** Known defects of phones. All are off by default. */
  readonly defects: {
    /** Among overlapping saves, only the first that succeeds calls `success` (C14). */
    consecutiveCalls: boolean
  }
  readonly answers: {
    /**
     * The answer to the permission prompt. The question is the reason in `app.json` (C30).
     * @default 'granted'
     */
    permission: Answer<string | undefined, PermissionState>
    /**
     * The answer to `my.confirm`.
     * @default true
     */
    confirm: Answer<ConfirmOptions, boolean>
    /** The settings after the user has visited the settings page (C31). Unchanged by default. */
    settings: Answer<AuthSetting, AuthSetting>
  } & PersonAnswers
}

/**
 * Answers that only a user or Alipay's servers can give. By default the user agrees, pays, and chooses the first option.
 * `undefined` means that the user cancels or refuses. `chooseImages` and `scan` have no default.
 */
export type PersonAnswers = {
  -readonly [Name in Exclude<AnswerName, 'chooseImages'>]: Answer<
    Parameters<Screen[Name]>[0],
    Awaited<ReturnType<Screen[Name]>>
  >
} & {
  /** The pictures that the user chooses: bytes, blobs or sources. */
  chooseImages: Answer<ChooseImagesOptions, readonly (Source | Blob | Uint8Array<ArrayBuffer>)[] | undefined>
}

export const ANSWER_NAMES = [
  'prompt',
  'actionSheet',
  'choose',
  'chooseLevel',
  'chooseDate',
  'chooseContact',
  'chooseAddress',
  'scan',
  'locate',
  'choosePlace',
  'pay',
  'authorizeMember',
  'member',
  'chooseImages',
] as const
export type AnswerName = (typeof ANSWER_NAMES)[number]

/** The initial state of a device. */
export type DeviceOptions = Partial<Omit<TestDevice, 'defects' | 'answers'>> & {
  readonly defects?: Partial<TestDevice['defects']>
  readonly answers?: Partial<TestDevice['answers']>
}

const isString = (value: unknown) => typeof value === 'string'
const isBoolean = (value: unknown) => typeof value === 'boolean'
const isState = (value: unknown) => value === 'prompt' || value === 'granted' || value === 'denied'
const isFunction = (value: unknown) => typeof value === 'function'
const states = '"prompt", "granted" or "denied"'

/** Accepts the same values as `createMy` for this property of the client. */
function isClientValue(name: keyof Client) {
  return (value: unknown) => {
    checkOptions<Partial<Client>>('device', { [name]: value }, CLIENT_OPTIONS)
    return value !== undefined
  }
}

const SETTINGS: Checks<Omit<TestDevice, 'defects' | 'answers'>> = {
  platform: [isClientValue('platform'), '"iOS" or "Android"'],
  SDKVersion: [isClientValue('SDKVersion'), 'a version such as "1.15.0"'],
  clientVersion: [isClientValue('clientVersion'), 'a version such as "10.2.70"'],
  language: [isString, 'a language such as "zh-Hans" or "en"'],
  permission: [isState, states],
  freeStorage: [(value) => typeof value === 'number' && value >= 0, 'a number of bytes, Infinity included'],
}
const DEFECTS: Checks<TestDevice['defects']> = { consecutiveCalls: [isBoolean, 'true or false'] }
const ANSWERS: Checks<TestDevice['answers']> = {
  permission: [(value) => isState(value) || isFunction(value), `${states}, or a function that returns one`],
  confirm: [(value) => isBoolean(value) || isFunction(value), 'true, false, or a function that returns one'],
  settings: [
    (value) => (typeof value === 'object' && value !== null) || isFunction(value),
    'settings such as { writePhotosAlbum: true }, or a function that returns one',
  ],
  ...(Object.fromEntries(
    ANSWER_NAMES.map((name) => [name, [() => true, 'an answer']]),
  ) as unknown as Checks<PersonAnswers>),
}

/** A test must set these answers itself. */
const unanswered = (name: AnswerName, example: string) => (): never => {
  throw new Error(`Nobody answers here. Set the answer of the user: device.answers.${name} = ${example}.`)
}

export function createTestDevice(options: DeviceOptions = {}): { readonly device: TestDevice; reset(): void } {
  const { defects, answers, ...others } = options
  const { system: _, ...client } = createClient()
  const parts = [
    createSettings(
      'device',
      SETTINGS,
      { ...client, permission: 'prompt', freeStorage: Number.POSITIVE_INFINITY },
      others,
    ),
    createSettings('device.defects', DEFECTS, { consecutiveCalls: false }, defects),
    createSettings(
      'device.answers',
      ANSWERS,
      {
        ...DEFAULT_ANSWERS,
        permission: 'granted',
        confirm: true,
        settings: (now) => now,
        chooseImages: unanswered('chooseImages', '[png()]'),
        scan: unanswered('scan', "{ code: 'https://…' }"),
      },
      answers,
    ),
  ] as const
  const [device, ofDefects, ofAnswers] = parts
  return {
    device: Object.preventExtensions(
      Object.defineProperties(device.values as TestDevice, {
        defects: { value: Object.preventExtensions(ofDefects.values), enumerable: true },
        answers: { value: Object.preventExtensions(ofAnswers.values), enumerable: true },
      }),
    ),
    reset() {
      for (const part of parts) part.reset()
    },
  }
}

/** Gets the answer to a question. */
export function ask<Question, Value>(answer: Answer<Question, Value>, question: Question): MaybePromise<Value> {
  return typeof answer === 'function' ? (answer as (question: Question) => MaybePromise<Value>)(question) : answer
}

/** For each setting, whether a value is valid, and a description of the valid values. */
type Checks<Settings> = {
  readonly [Name in keyof Settings]: readonly [isValid: (value: unknown) => boolean, expected: string]
}

/**
 * Settings that throw when a test assigns an invalid value, which later would look like a failure of the app. `initial`
 * overrides `defaults`.
 */
function createSettings<Settings extends object>(
  path: string,
  checks: Checks<Settings>,
  defaults: Settings,
  initial: Partial<Settings> = {},
): { readonly values: Settings; reset(): void } {
  const names = Object.keys(checks) as (keyof Settings & string)[]
  const unknown = Object.keys(initial).find((name) => !Object.hasOwn(checks, name))
  if (unknown !== undefined) {
    throw new TypeError(`Unknown setting ${path}.${unknown}. Use ${names.join(', ')}.`)
  }
  const first = { ...defaults }
  for (const name of names) if (initial[name] !== undefined) first[name] = initial[name] as Settings[typeof name]

  const values = {} as Settings
  let current = { ...first }
  for (const name of names) {
    const [isValid, expected] = checks[name]
    Object.defineProperty(values, name, {
      get: () => current[name],
      set(value: Settings[typeof name]) {
        if (!isValid(value)) throw new TypeError(`${path}.${name} is ${String(value)}. Pass ${expected}.`)
        current[name] = value
      },
      enumerable: true,
      configurable: true,
    })
    values[name] = first[name]
  }
  const reset = () => {
    current = { ...first }
  }
  return { values, reset }
}
