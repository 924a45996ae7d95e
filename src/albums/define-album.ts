import type { Album } from '../core/types.ts'

/**
 * Types the factory of an album: `export default defineAlbum((options: XOptions) => ({ name: 'x', add… }))`.
 * JavaScript callers may pass `null` for no options; the factory gets `undefined`. Additional properties of its result,
 * such as the `photos` of `memory`, keep their types.
 */
export function defineAlbum<Options extends unknown[], Result extends Album>(
  factory: (...options: Options) => Result,
): (...options: Options) => Result {
  return (...options) => factory(...(options.map((option) => option ?? undefined) as Options))
}
