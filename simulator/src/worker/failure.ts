import { describeError, inspect, shortAddresses } from './inspect.ts'

/** What the app threw, or why it could not be loaded, and where. */
export function describeFailure({ error, message, filename, lineno, colno }: ErrorEvent): string {
  if (!(error instanceof Error)) return inspect(error ?? message)
  const described = describeError(error)
  if (described.includes('\n')) return described
  // Code that could not even begin to run has no stack. Where it does not parse, the event alone tells.
  if (filename.includes('/app/')) return `${described}\n    at ${shortAddresses(filename)}:${lineno}:${colno}`
  const isNotLoaded = error instanceof TypeError && /import/i.test(error.message)
  return (isNotLoaded && missingModules()) || described
}

/** The browser names the module that it began with, and not the one that is not there. */
function missingModules(): string | undefined {
  const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  const missing = loaded.filter(({ responseStatus }) => responseStatus === 404).map(({ name }) => shortAddresses(name))
  if (missing.length === 0) return undefined
  const names = [...new Set(missing)].map((name) => `"${decodeURI(name)}"`).join(', ')
  return `There is no module ${names}: an import begins with ./ or ../ at its own file, with / at the app's folder.`
}
