/**
 * The index of a byte sequence at or after `from`; -1 if it does not occur. The built-in search skips ahead to the first
 * byte; after each match the next bytes are compared one by one, so that many false matches do not slow it down.
 */
export function indexOfBytes(bytes: Uint8Array, sequence: readonly number[], from = 0): number {
  const [first = 0] = sequence
  const end = bytes.length - sequence.length + 1
  for (let at = from; ; ) {
    at = bytes.indexOf(first, at)
    if (at < 0) return -1
    for (const stop = Math.min(at + 64, end); at < stop; at++) {
      let matched = 0
      while (matched < sequence.length && bytes[at + matched] === sequence[matched]) matched++
      if (matched === sequence.length) return at
    }
    if (at >= end) return -1
  }
}

export function concatBytes(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += (byte + 0x100).toString(16).slice(1)
  return hex
}

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  // In pieces, since the number of arguments is limited.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
