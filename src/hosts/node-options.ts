import { inspect } from 'node:util'
import type { Screen } from '../my/screen.ts'

type Rule = readonly [isGood: (value: unknown) => boolean, remedy: string]

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isFunction = (value: unknown) => typeof value === 'function'
const isMemory = (value: unknown) => ['read', 'write'].every((name) => isFunction(valueAt(value, name)))
const FUNCTION: Rule = [isFunction, 'a function']
const LANGUAGES: readonly unknown[] = ['zh-Hans', 'zh-Hant', 'zh-HK', 'en']

const SCREEN = {
  toast: FUNCTION,
  hideToast: FUNCTION,
  loading: FUNCTION,
  alert: FUNCTION,
  confirm: FUNCTION,
  preview: FUNCTION,
  settings: FUNCTION,
} satisfies { [Name in keyof Screen]: Rule }

/** What is in an option comes after the option itself. */
const RULES: { readonly [option: string]: Rule } = {
  client: [isObject, 'an object, such as { platform: "Android" }'],
  'client.language': [(value) => LANGUAGES.includes(value), '"zh-Hans", "zh-Hant", "zh-HK" or "en"'],
  'client.system': [isObject, 'an object, such as { pixelRatio: 2 }'],
  network: [isObject, 'an object, such as { timeout: 10_000 }'],
  defects: [isObject, 'an object, such as { consecutiveCalls: true }'],
  permissionMemory: [isMemory, 'an object with the functions read and write'],
  screen: [isObject, 'an object, such as { toast: ({ content }) => console.log(content) }'],
  ...Object.fromEntries(Object.entries(SCREEN).map(([name, rule]) => [`screen.${name}`, rule])),
}

/**
 * Tells a mistake in the options at once, where no rule of `check-options.ts` does: those are for every host, and a
 * page that loads `createMy` has no bytes to spare for these.
 */
export function checkNodeOptions(options: unknown): void {
  if (!isObject(options))
    throw new TypeError(`The options of createMy are ${shown(options)}: give an object, such as { appId: "posters" }.`)
  for (const [name, [isGood, remedy]] of Object.entries(RULES)) {
    const value = valueAt(options, name)
    if (value !== undefined && !isGood(value))
      throw new TypeError(`The option ${name} is ${shown(value)}: give ${remedy}.`)
  }
}

const valueAt = (options: unknown, name: string) =>
  name
    .split('.')
    .reduce((value: unknown, key) => (value as { [key: string]: unknown } | null | undefined)?.[key], options)

/** On one line, and no novel: of a function its name alone, of an object its class. */
const shown = (value: unknown) => inspect(value, { depth: -1, customInspect: false, maxStringLength: 60 })
