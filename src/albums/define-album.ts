import type { Album } from '../types.ts'

/**
 * Types an album's factory: `export default defineAlbum((options: XOptions) => ({ name: 'x', add… }))`.
 * What a factory makes beyond an `Album` (the `photos` of `memory`) stays visible to who calls it.
 */
export function defineAlbum<Options extends unknown[], Made extends Album>(
  factory: (...options: Options) => Made,
): (...options: Options) => Made {
  return factory
}
