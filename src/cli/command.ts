/** An option of a command, as `--help` shows it and as the parser reads it. */
export interface Option {
  readonly type: 'boolean' | 'string'
  readonly short?: string
  /** What stands for the value in the help: `DIR`. */
  readonly value?: string
  readonly multiple?: boolean
  /** The values that are taken, where there are only a few. */
  readonly choices?: readonly string[]
  /** Throws a `UsageError` for a value that is none, as each command finds that takes this option. */
  check?(value: string): void
  readonly help: string
}

export type Options = { readonly [name: string]: Option }

type Value<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? string[]
    : O extends { choices: readonly (infer Choice)[] }
      ? Choice
      : string

/** What was given on the command line, by the options' names. */
export type Values<O extends Options> = { -readonly [Name in keyof O]?: Value<O[Name]> }

export interface Command<O extends Options = Options> {
  readonly summary: string
  /** What follows `photosalbum <name> [options]`: `<image…>`. */
  readonly operands: string
  readonly options: O
  /** Lines below the options in the help. */
  readonly notes?: readonly string[]
  /** Command lines as a person would type them, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  /** Does the work and answers the exit code. */
  run(given: { readonly values: Values<O>; readonly operands: readonly string[] }): Promise<number>
}

/** Types a command: the values that `run` gets follow from its options. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as unknown as Command
}

/** A mistake on the command line: one line, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** What was typed, and what it may have been meant to be. */
  readonly typo: { readonly word: string; readonly among: readonly string[] } | undefined

  constructor(message: string, typo?: { word: string; among: readonly string[] }) {
    super(message)
    this.typo = typo
  }
}
