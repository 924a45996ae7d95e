import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Command, type Option, type Options, UsageError, type Values } from './command.ts'

/** What every command understands. */
export const common = {
  help: { type: 'boolean', short: 'h', help: 'show this help' },
  version: { type: 'boolean', short: 'v', help: 'show the version' },
} satisfies Options

export interface Given<O extends Options> {
  readonly values: Values<O & typeof common>
  readonly operands: readonly string[]
}

type Shape<O extends Options> = Pick<Command<O>, 'options' | 'operands'>

/** Reads the arguments of a command, or throws a `UsageError` that says which one cannot be read. */
export function parse<O extends Options>(command: Shape<O>, args: readonly string[]): Given<O> {
  const options: Options = { ...command.options, ...common }
  // Not strict: its errors know of no suggestions. The tokens tell all that is needed to check here.
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const values: { [name: string]: boolean | string | string[] | undefined } = {}
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (!option) {
      const among = Object.keys(options).map((known) => `--${known}`)
      const message = `There is no option ${rawName}.${fileHint(command, args[token.index])}`
      throw new UsageError(message, { word: rawName, among })
    }
    if (option.type === 'boolean') {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value, but got "${value}".`)
      values[name] = true
    } else {
      const text = check(rawName, option, value, inlineValue)
      values[name] = option.multiple ? [...((values[name] as string[] | undefined) ?? []), text] : text
    }
  }
  const [first] = positionals
  if (command.operands === '' && first !== undefined) throw new UsageError(`"${first}" is one word too many.`)
  return { values: values as Given<O>['values'], operands: positionals }
}

function check(name: string, option: Option, value: string | undefined, inline: boolean | undefined): string {
  // "--album --json" is a forgotten value, not a folder called "--json"; "--album=--json" is.
  // "-a=pics" is "--album=pics" to most people, and a folder called "=pics" to the rules.
  const equals = inline && value?.startsWith('=') && !name.startsWith('--')
  if (equals && value !== '=') throw new UsageError(`${name}${value}: did you mean ${name} ${value?.slice(1)}?`)
  if (equals || value === undefined || value === '' || (!inline && value.startsWith('-') && value !== '-'))
    throw new UsageError(`${name} needs a value: "${name} ${option.value}".`)
  if (option.choices && !option.choices.includes(value)) {
    const message = `${name} takes ${list(option.choices)}, not "${value}".`
    throw new UsageError(message, { word: value, among: option.choices })
  }
  option.check?.(value)
  return value
}

/** A file's name may begin as an option does. */
const fileHint = ({ operands }: { operands: string }, word = '') =>
  operands !== '' && existsSync(word) ? ` For a file of that name: ./${word}.` : ''

const list = (words: readonly string[]) =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
