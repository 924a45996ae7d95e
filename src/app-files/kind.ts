import { typeOf } from '../image/formats/formats.ts'
import type { FileKind } from './file-id.ts'

/** How many first bytes `kindOf` looks at. */
export const SNIFFED = 512

/** ISO media that are no image: `M4A ` and `M4B ` hold sound alone, every other brand may hold pictures that move. */
const SIGNATURES: [start: RegExp, kind: FileKind][] = [
  [/^\s*%PDF-/, 'pdf'],
  [/^.{4}ftypM4[AB]/s, 'audio'],
  [/^(?:.{4}(?:ftyp|moov|mdat|wide)|RIFF.{4}AVI |G.{187}G)/s, 'video'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Matroska, Flash, MPEG and Windows Media begin with them
  [/^(?:\x1aE\xdf\xa3|FLV\x01|\0\0\x01[\xb3\xba]|0&\xb2u)/, 'video'],
  [/^(?:ID3|\xff[\xe2-\xe7\xf1-\xf7\xf9-\xfd]|OggS|fLaC|RIFF.{4}WAVE|FORM.{4}AIF[FC]|#!AMR|MThd)/s, 'audio'],
]

/** What a downloaded file is by its first bytes (C40), whatever its server, name and end say. */
export function kindOf(head: Uint8Array): FileKind {
  // A cut image is downloaded, too: C28 holds when it is saved.
  if (typeOf(head)) return 'image'
  const bytes = String.fromCharCode(...head.subarray(0, SNIFFED))
  return SIGNATURES.find(([start]) => start.test(bytes))?.[1] ?? 'other'
}
