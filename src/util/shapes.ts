/** Checks of what foreign code has sent. Each takes time linear in the size of the value, and throws nothing. */

type Fields = { readonly [name: string]: unknown }
export type Check = (value: unknown) => boolean

export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null
export const isString: Check = (value) => typeof value === 'string'
export const isNumber: Check = (value) => typeof value === 'number'
export const isBoolean: Check = (value) => typeof value === 'boolean'

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

export const isOneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string)

/** Unlike `every`, this finds holes: a list of one item may say that it has four billion. */
export const isListOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return false
    for (const item of value) if (!check(item)) return false
    return true
  }

export const isRecordOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && !hasElements(value) && Object.values(value).every(check)

/** Bytes, and `new String`: even a list of the names of their elements may be too large. */
const hasElements = (value: unknown): boolean => ArrayBuffer.isView(value) || value instanceof String

/** An object with these members. It may have others. */
export const hasShape = (shape: { readonly [name: string]: Check }): Check => {
  const fields = Object.entries(shape)
  return (value) => {
    if (!isObject(value)) return false
    for (const [name, check] of fields) if (!check(value[name])) return false
    return true
  }
}

/** One check for each value of the member that tells the kinds of an object apart. */
export const hasKind =
  (member: string, kinds: { readonly [kind: string]: Check }): Check =>
  (value) =>
    isObject(value) && isOneOf(...Object.keys(kinds))(value[member]) && kinds[value[member] as string]!(value)

/** More than any message has. Trees are walked in recursive functions, so their depth is limited. */
const MAX_VALUES = 5_000_000
const MAX_DEPTH = 1000

/** Whether a value is a tree of limited size, without cycles and without lists that are longer than what is in them. */
export function isTree(value: unknown): boolean {
  let count = 0
  const isPart = (each: unknown, depth: number): boolean => {
    if (!isObject(each) || ArrayBuffer.isView(each)) return true
    if (depth === MAX_DEPTH || hasElements(each)) return false
    if (!Array.isArray(each)) {
      for (const name in each) if (++count > MAX_VALUES || !isPart(each[name], depth + 1)) return false
      return true
    }
    for (let index = 0; index < each.length; index++) {
      const isHole = each[index] === undefined && !Object.hasOwn(each, index)
      if (isHole || ++count > MAX_VALUES || !isPart(each[index], depth + 1)) return false
    }
    return true
  }
  return isPart(value, 0)
}

/** Values of JSON by name, few of which are more than a text or a number. */
export const isJsonRecord: Check = (value) => {
  if (!isObject(value)) return false
  for (const name in value) if (typeof value[name] === 'object' && !isTree(value[name])) return false
  return true
}

type KeyOf<Union> = Union extends unknown ? keyof Union : never

/** For each type of message, a check of every field. */
export type Rules<Message extends { type: string }> = {
  readonly [Type in Message['type']]: {
    readonly [Field in Exclude<KeyOf<Extract<Message, { type: Type }>>, 'type'>]: Check
  }
}

export function isMessage<Message extends { type: string }>(value: unknown, rules: Rules<Message>): value is Message {
  // The type is compared, not turned into text: for some objects that throws.
  if (!isObject(value) || typeof value.type !== 'string' || !Object.hasOwn(rules, value.type)) return false
  return hasShape(rules[value.type as Message['type']])(value)
}
