import type { ImageType } from 'photosalbum'

/** The data that the phone stores about a photo in addition to its file. */
export interface PhotoMetadata {
  readonly type: ImageType
  readonly width: number
  readonly height: number
  /** In milliseconds since 1970. */
  readonly savedAt: number
  /** The number in the log of the call that saved it. */
  readonly call?: number
  /** The page load that the number belongs to. Each page load numbers its calls from 1. */
  readonly visit?: number
  /** Its location in the album of this computer. */
  readonly real?: string
}

/** Identifies this page load by its start time. */
export const CURRENT_VISIT = performance.timeOrigin

/** One entry per photo, because several tabs share the album. */
const KEY = 'photosalbum:photo:'

export function metadataOf(name: string): PhotoMetadata | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEY + name) ?? 'null') as PhotoMetadata | null) ?? undefined
  } catch {
    return undefined
  }
}

export function updateMetadata(name: string, change: Partial<PhotoMetadata> | undefined): void {
  try {
    if (change) localStorage.setItem(KEY + name, JSON.stringify({ ...metadataOf(name), ...change }))
    else localStorage.removeItem(KEY + name)
  } catch {
    // localStorage is full or blocked. The photo itself was saved.
  }
}

/** Calls the listener when another tab has saved or deleted a photo. */
export function onChangeInOtherTab(changed: () => void): void {
  addEventListener('storage', ({ key }) => key?.startsWith(KEY) && changed())
}
