/** What would break a line, or turn the rest of it around. */
const DISTURBING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A path as it may stand in a message: one line that shows all of it, and not a novel. */
export function quote(path: string): string {
  const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 119)}…` : path)
  return shown.replace(DISTURBING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
