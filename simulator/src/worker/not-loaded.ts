import { type Import, importsIn, isPackage, noSuchFile } from '../../../src/mini-program/imports.ts'
import { decoded, describeError, shortAddresses } from './inspect.ts'

/** Whether it is how a browser says that a module could not be fetched, or that what is asked for is no address. */
export const isNotLoaded = (thrown: unknown): thrown is TypeError =>
  thrown instanceof TypeError && /\b(import|module)/i.test(thrown.message) && !describeError(thrown).includes('\n')

/**
 * The browser names the module that it began with, but neither the one that is not there nor who imports it. What was
 * loaded so far tells both.
 */
export async function whyNotLoaded(
  { message }: TypeError,
  root: string,
  read: (path: string) => Promise<ArrayBuffer | undefined>,
): Promise<string | undefined> {
  const asked = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  const missing = new Set(asked.filter(({ responseStatus }) => responseStatus === 404).map(({ name }) => name))
  const loaded = asked.map(({ name }) => name).filter((name) => !missing.has(name) && pathOf(name).startsWith(root))
  const found = await Promise.all(
    loaded.map(async (from) => {
      const source = new TextDecoder().decode(await read(decoded(pathOf(from).slice(root.length))))
      return importsIn(source).map((one) => ({ ...one, from }))
    }),
  )
  const imports = found.flat()
  const foreign = imports.find(({ specifier }) => isPackage(specifier) && isNamed(specifier, message))
  if (foreign) return noPackage(foreign.specifier) + placeOf(foreign)
  const reasons = [...missing].map((address) => {
    const importing = imports.find(({ specifier, from }) => addressOf(specifier, from) === address)
    if (importing) return noSuchFile(importing.specifier) + placeOf(importing)
    // The page itself, or an import whose address was made up while it ran.
    return `There is no module "${shortAddresses(address)}".`
  })
  return reasons.length === 0 ? undefined : reasons.join('\n')
}

const pathOf = (address: string) => new URL(address).pathname

const addressOf = (specifier: string, from: string) =>
  !isPackage(specifier) && URL.canParse(specifier, from) ? new URL(specifier, from).href : undefined

const placeOf = ({ from, line }: Import & { readonly from: string }) => `\n    at ${shortAddresses(from)}:${line}`

const isNamed = (specifier: string, message: string) =>
  [`"${specifier}"`, `'${specifier}'`, `“${specifier}”`].some((name) => message.includes(name))

const noPackage = (name: string) =>
  `"${name}" is a package, and the simulator loads the app's own files alone: import a file by ./ or ../, or by / from the app's folder.`
