/**
 * Where these bytes start, at or after a place; -1 if nowhere. The built-in search leaps over what cannot match; after
 * each hit the next few bytes are looked at one by one, so that a file made of such hits takes no longer than that.
 */
export function indexOfBytes(bytes: Uint8Array, wanted: readonly number[], from = 0): number {
  const [first = 0] = wanted
  const end = bytes.length - wanted.length + 1
  for (let at = from; ; ) {
    at = bytes.indexOf(first, at)
    if (at < 0) return -1
    for (const stop = Math.min(at + 64, end); at < stop; at++) {
      let same = 0
      while (same < wanted.length && bytes[at + same] === wanted[same]) same++
      if (same === wanted.length) return at
    }
    if (at >= end) return -1
  }
}
