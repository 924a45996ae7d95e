import type { SaveErrorReason } from '../core/errors.ts'

/** What `my.env.platform` says. `iOS` unless told otherwise, since its codes say more (C10). */
export type Platform = 'iOS' | 'Android'

const SAVE_CODES: Partial<Record<SaveErrorReason, 2 | 15 | 16>> = {
  'no-file-path': 2,
  'permission-denied': 15,
  'storage-full': 16,
}

/** The document's error codes (C6–C10), and the only place that knows them. 15 and 16 are "iOS only". */
export function saveCode(reason: SaveErrorReason, platform: Platform): 2 | 15 | 16 | 17 {
  const code = SAVE_CODES[reason] ?? 17
  return code > 2 && platform !== 'iOS' ? 17 : code
}
