import { inspect } from 'node:util'
import type { Client } from '../my/client.ts'
import type { NetworkSettings } from '../my/create-my.ts'
import type { Screen } from '../my/screen.ts'
import type { NodeMyOptions } from '../node.ts'
import { suggest } from '../util/format.ts'

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
  permission: [isObject, 'what app.json has, such as { "scope.writePhotosAlbum": { desc: "To keep your poster" } }'],
  network: [isObject, 'an object, such as { timeout: 10_000 }'],
  defects: [isObject, 'an object, such as { consecutiveCalls: true }'],
  permissionMemory: [isMemory, 'an object with the functions read and write'],
  screen: [isObject, 'an object, such as { toast: ({ content }) => console.log(content) }'],
  ...Object.fromEntries(Object.entries(SCREEN).map(([name, rule]) => [`screen.${name}`, rule])),
}

type Names<Options> = { [Name in keyof Required<Options>]: unknown }

/** All that there is, by the option that holds it. A name that is not here would be ignored, and its photos go elsewhere. */
const NAMES: { readonly [group: string]: object } = {
  '': {
    appId: 0,
    album: 0,
    client: 0,
    permission: 0,
    authorize: 0,
    screen: 0,
    network: 0,
    observe: 0,
    now: 0,
    defects: 0,
    dataDir: 0,
    permissionMemory: 0,
  } satisfies Names<NodeMyOptions>,
  'client.': { platform: 0, SDKVersion: 0, clientVersion: 0, language: 0, system: 0 } satisfies Names<Client>,
  'network.': {
    fetch: 0,
    timeout: 0,
    minBytesPerSecond: 0,
    maxBytes: 0,
    concurrency: 0,
    allow: 0,
    allowHttpLoopback: 0,
  } satisfies Names<NetworkSettings>,
  'screen.': SCREEN,
  'defects.': { consecutiveCalls: 0 } satisfies Names<NonNullable<NodeMyOptions['defects']>>,
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
  for (const [group, names] of Object.entries(NAMES)) checkNames(group, names, options)
}

function checkNames(group: string, names: object, options: unknown): void {
  const known = Object.keys(names)
  const given = group === '' ? options : valueAt(options, group.slice(0, -1))
  for (const name of Object.keys(given ?? {})) {
    if (known.includes(name)) continue
    const meant = suggest(name, known)
    const remedy = meant ? `did you mean ${group}${meant}?` : `give one of ${known.join(', ')}, or leave it out.`
    throw new TypeError(`There is no option ${group}${shown(name).slice(1, -1)}: ${remedy}`)
  }
}

const valueAt = (options: unknown, name: string) =>
  name
    .split('.')
    .reduce((value: unknown, key) => (value as { [key: string]: unknown } | null | undefined)?.[key], options)

/** On one line, and no novel: of a function its name alone, of an object its class. */
const shown = (value: unknown) => inspect(value, { depth: -1, customInspect: false, maxStringLength: 60 })
