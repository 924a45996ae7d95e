import type { SaveErrorReason } from '../core/errors.ts'

/** What goes wrong with a file, as the older APIs of `my` number it (C41): 12 no such file, 19 over 10 MB, 13 for the rest. */
export function olderFileCode(reason: SaveErrorReason): number {
  return reason === 'not-found' ? 12 : reason === 'too-large' ? 19 : 13
}
