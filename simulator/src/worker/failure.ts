import { describeError, inspect, shortAddresses } from './inspect.ts'

/** What the app threw, or why it could not be loaded, and where. */
export function describeFailure({ error, message, filename, lineno, colno }: ErrorEvent): string {
  // Who throws nothing at all has only what the browser says of it.
  if (!(error instanceof Error)) return inspect(error ?? message.replace(/^Uncaught /, ''))
  const described = describeError(error).replace(OF_COMMON_JS, `$&: ${NO_COMMON_JS}`)
  // Code that could not even begin to run has no stack. Where it does not parse, the event alone tells.
  if (described.includes('\n') || !filename.includes('/app/')) return described
  return `${described}\n    at ${shortAddresses(filename)}:${lineno}:${colno}`
}

const OF_COMMON_JS = /^ReferenceError: (require|module|exports) is not defined/
const NO_COMMON_JS = 'the simulator loads ES modules: write import and export for require and module.exports.'
