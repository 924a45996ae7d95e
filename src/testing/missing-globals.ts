/**
 * What jsdom leaves out of its world, taken from Node, which has it. The CommonJS build, which is Jest's, puts these in
 * place of the globals; nothing is written to `globalThis`.
 */
interface Builtins {
  process?: { getBuiltinModule?(name: string): Record<string, unknown> | undefined }
}

function global<Name extends keyof typeof globalThis>(name: Name, module: string): (typeof globalThis)[Name] {
  const found = Reflect.get(globalThis, name) ?? (globalThis as Builtins).process?.getBuiltinModule?.(module)?.[name]
  return found as (typeof globalThis)[Name]
}

const ReadableStreamHere = global('ReadableStream', 'node:stream/web')
const TextDecoderHere = global('TextDecoder', 'node:util')
const TextEncoderHere = global('TextEncoder', 'node:util')
const TransformStreamHere = global('TransformStream', 'node:stream/web')

export {
  ReadableStreamHere as ReadableStream,
  TextDecoderHere as TextDecoder,
  TextEncoderHere as TextEncoder,
  TransformStreamHere as TransformStream,
}
