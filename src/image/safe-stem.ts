/** No letter of a name that some platform refuses, acts on or hides. */
export function safeStem(stem: string, maxBytes: number): string {
  const visible = stem
    .normalize('NFC')
    // Separators and wildcards of any platform, and controls.
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cs}\u2028\u2029\ufffd]+/gu, '_')
    // Invisible characters and those that turn the reading direction around; joiners inside an emoji stay. Without
    // looking behind: Safari before 16.4 cannot.
    .replace(/(?!\u200d)\p{Cf}/gu, '')
    .replace(
      /(\p{Extended_Pictographic}\ufe0f?\p{EMod}?)?\u200d(?=(\p{Extended_Pictographic}?))/gu,
      (joined, before = '', after = '') => (before && after ? joined : before),
    )
  return trimmed(shortened(trimmed(visible), maxBytes)).replace(deviceName, '_$&')
}

/** Windows drops dots and spaces at the end; a dot at the start hides a file elsewhere. */
function trimmed(stem: string): string {
  return stem.replace(/^[\s.]+|[\s.]+$/g, '')
}

/** On Windows these mean a device, with any extension. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\s*(\.|$))/i

/** Cut between characters as a person sees them. */
function shortened(stem: string, maxBytes: number): string {
  const lengthOf = (text: string) => new TextEncoder().encode(text).length
  if (stem.length * 3 <= maxBytes || lengthOf(stem) <= maxBytes) return stem
  let short = ''
  let length = 0
  for (const { segment } of new Intl.Segmenter().segment(stem)) {
    length += lengthOf(segment)
    if (length > maxBytes) break
    short += segment
  }
  return short
}
