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

const KEY = 'photosalbum:photos'

let notes: Record<string, PhotoNote> = read()

function read(): Record<string, PhotoNote> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, PhotoNote>
  } catch {
    return {}
  }
}

export const noteOf = (name: string): PhotoNote | undefined => notes[name]

export function changeNote(name: string, change: Partial<PhotoNote> | undefined): void {
  const { [name]: old, ...others } = notes
  notes = change ? { ...others, [name]: { ...old, ...change } as PhotoNote } : others
  try {
    localStorage.setItem(KEY, JSON.stringify(notes))
  } catch {
    // The browser's own storage is full or locked: the photo is what matters, and it is there.
  }
}
