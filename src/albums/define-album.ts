import type { Album } from '../core/types.ts'

/**
 * Types the factory of an album: `export default defineAlbum((options: XOptions) => ({ name: 'x', add… }))`.
 * JavaScript callers may pass `null` for no options; the factory gets `undefined`. What it returns beyond an `Album`,
 * such as the `photos` of `memory`, stays visible to its callers.
 */
export function defineAlbum<Options extends unknown[], Result extends Album>(
  factory: (...options: Options) => Result,
): (...options: Options) => Result {
  return (...options) => factory(...(options.map((option) => option ?? undefined) as Options))
}
