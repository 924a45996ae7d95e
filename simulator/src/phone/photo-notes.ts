import type { ImageType } from 'photosalbum'

/** What the phone remembers of a photo beside its bytes. */
export interface PhotoNote {
  readonly type: ImageType
  readonly width: number
  readonly height: number
  /** In milliseconds since 1970. */
  readonly savedAt: number
  /** The call that saved it, as the log numbers it. */
  readonly call?: number
  /** The opening of the page whose log that was: another one counts anew. */
  readonly visit?: number
  /** Where it is in the album of this computer. */
  readonly real?: string
}

/** This opening of the page, by when it began. */
export const VISIT = performance.timeOrigin

/** One entry for each photo: several tabs share the album. */
const KEY = 'photosalbum:photo:'

export function noteOf(name: string): PhotoNote | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEY + name) ?? 'null') as PhotoNote | null) ?? undefined
  } catch {
    return undefined
  }
}

export function changeNote(name: string, change: Partial<PhotoNote> | undefined): void {
  try {
    if (change) localStorage.setItem(KEY + name, JSON.stringify({ ...noteOf(name), ...change }))
    else localStorage.removeItem(KEY + name)
  } catch {
    // The browser's own storage is full or locked: the photo is what matters, and it is there.
  }
}

/** Tells when another tab saved a photo, or deleted one. */
export function onOtherTab(changed: () => void): void {
  addEventListener('storage', ({ key }) => key?.startsWith(KEY) && changed())
}
