import type { Album } from '../core/types.ts'

/**
 * Types an album's factory: `export default defineAlbum((options: XOptions) => ({ name: 'x', add… }))`.
 * Callers without types pass `null` for no options; so that no factory has to know, it gets `undefined`.
 * What a factory makes beyond an `Album` (the `photos` of `memory`) stays visible to who calls it.
 */
export function defineAlbum<Options extends unknown[], Made extends Album>(
  factory: (...options: Options) => Made,
): (...options: Options) => Made {
  return (...options) => factory(...(options.map((each) => each ?? undefined) as Options))
}
