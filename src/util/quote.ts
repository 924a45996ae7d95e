/** Characters that would break a line or reverse the direction of the text after them. */
const DISRUPTIVE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A path or URL for use in a message: quoted, on one line, with invisible characters escaped, and cut if very long. */
export function quote(path: string): string {
  const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 119)}…` : path)
  return shown.replace(DISRUPTIVE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
