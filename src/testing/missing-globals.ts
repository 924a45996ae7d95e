/**
 * Globals that jsdom lacks, taken from Node. The CommonJS build, which Jest uses, injects these in place of the globals.
 * Nothing is written to `globalThis`.
 */
interface Builtins {
  process?: { getBuiltinModule?(name: string): Record<string, unknown> | undefined }
}

function global<Name extends keyof typeof globalThis>(name: Name, module: string): (typeof globalThis)[Name] {
  const found = Reflect.get(globalThis, name) ?? (globalThis as Builtins).process?.getBuiltinModule?.(module)?.[name]
  return found as (typeof globalThis)[Name]
}

const ReadableStreamPolyfill = global('ReadableStream', 'node:stream/web')
const TextDecoderPolyfill = global('TextDecoder', 'node:util')
const TextEncoderPolyfill = global('TextEncoder', 'node:util')
const TransformStreamPolyfill = global('TransformStream', 'node:stream/web')

export {
  ReadableStreamPolyfill as ReadableStream,
  TextDecoderPolyfill as TextDecoder,
  TextEncoderPolyfill as TextEncoder,
  TransformStreamPolyfill as TransformStream,
}
