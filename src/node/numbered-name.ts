/** What every common file system takes for one name, in bytes of UTF-8. */
const LONGEST_NAME = 255

/** The n-th name for a photo that is called `name`: `a.jpg`, `a (2).jpg`, `a (3).jpg`… Never longer than a file system takes. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  const ending = number === 1 ? extension : ` (${number})${extension}`
  return `${shortened(stem, LONGEST_NAME - Buffer.byteLength(ending))}${ending}`
}

/** The beginning of the text that fits into so many bytes, cut between what a person sees as characters. */
function shortened(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let fitting = ''
  let used = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += Buffer.byteLength(segment)
    if (used > bytes) break
    fitting += segment
  }
  return fitting
}
