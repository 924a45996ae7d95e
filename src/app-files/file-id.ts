/** What a downloaded file is called by (C40), since its URL and its type may lie. */
export type FileKind = 'image' | 'video' | 'audio' | 'pdf' | 'other'

const ID = /^([\da-z]{6,12})-[\da-f]{32}\.(image|video|audio|pdf|other)$/

/** A new name for a temporary or cache file: nobody guesses it, and it tells when it was given. */
export function newId(kind: FileKind): string {
  const random = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${Date.now().toString(36)}-${hex}.${kind}`
}

/** When an id was given, in milliseconds since 1970; `undefined` for what is none. */
export function idTime(name: string): number | undefined {
  const [, time] = ID.exec(name) ?? []
  return time === undefined ? undefined : Number.parseInt(time, 36)
}

/** The kind that an id was given for. */
export function idKind(name: string): FileKind {
  return (ID.exec(name)?.[2] ?? 'other') as FileKind
}
