import { typeOf } from '../image/formats/index.ts'

/**
 * Names of temporary and cache files. The extension follows from the content (C40), since URLs and content types may be wrong.
 */
export type FileKind = 'image' | 'video' | 'audio' | 'pdf' | 'other'

const NAME = /^([\da-z]{6,12})-[\da-f]{32}\.(image|video|audio|pdf|other)$/

/** A new name that cannot be guessed and contains the current time. */
export function newFileName(kind: FileKind): string {
  const random = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${Date.now().toString(36)}-${hex}.${kind}`
}

/** The time at which a name was created, in milliseconds since 1970. `undefined` for any other name. */
export function createTimeIn(name: string): number | undefined {
  const [, time] = NAME.exec(name) ?? []
  return time === undefined ? undefined : Number.parseInt(time, 36)
}

export function kindIn(name: string): FileKind {
  return (NAME.exec(name)?.[2] ?? 'other') as FileKind
}

/** The number of bytes that `kindOf` needs. */
export const SNIFFED_BYTES = 512

/** ISO media files that are not images: `M4A ` and `M4B ` contain only sound, any other brand may be a video. */
const SIGNATURES: [start: RegExp, kind: FileKind][] = [
  [/^\s*%PDF-/, 'pdf'],
  [/^.{4}ftypM4[AB]/s, 'audio'],
  [/^(?:.{4}(?:ftyp|moov|mdat|wide)|RIFF.{4}AVI |G.{187}G)/s, 'video'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Matroska, Flash, MPEG and Windows Media start with them
  [/^(?:\x1aE\xdf\xa3|FLV\x01|\0\0\x01[\xb3\xba]|0&\xb2u)/, 'video'],
  [/^(?:ID3|\xff[\xe2-\xe7\xf1-\xf7\xf9-\xfd]|OggS|fLaC|RIFF.{4}WAVE|FORM.{4}AIF[FC]|#!AMR|MThd)/s, 'audio'],
]

/** The kind of a file by its first bytes. A truncated image is still an image here: C28 applies when it is saved. */
export function kindOf(head: Uint8Array): FileKind {
  if (typeOf(head)) return 'image'
  const bytes = String.fromCharCode(...head.subarray(0, SNIFFED_BYTES))
  return SIGNATURES.find(([start]) => start.test(bytes))?.[1] ?? 'other'
}
