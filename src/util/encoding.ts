export function toBase64(bytes: Uint8Array): string {
  let text = ''
  // In pieces, since the number of arguments is limited.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** The length of a text in bytes, as UTF-8. */
export const bytesIn = (text: string): number => new TextEncoder().encode(text).length
