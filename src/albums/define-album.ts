import type { Album } from '../types.ts'

/** Types an album's factory: `export default defineAlbum((options: XOptions) => ({ name: 'x', add… }))`. */
export function defineAlbum<Options extends unknown[]>(factory: (...options: Options) => Album): typeof factory {
  return factory
}
