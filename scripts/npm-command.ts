import { Command, InvalidArgumentError } from 'commander'

/** A program that `npm run` starts. A mistake in its arguments is reported in one line, with exit code 2. */
export const npmCommand = (script: string, description: string): Command =>
  new Command(`npm run ${script} --`)
    .description(description)
    .exitOverride(({ exitCode }) => process.exit(exitCode && 2))

/** For how long a program runs. */
export function minutes(text: string): number {
  if (Number(text) > 0) return Number(text)
  throw new InvalidArgumentError('It takes a number above 0.')
}
