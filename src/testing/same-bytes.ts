/** Whether two pieces of memory hold the same bytes, whatever they are views of. */
export function sameBytes(one: ArrayBufferView, other: ArrayBufferView): boolean {
  if (one.byteLength !== other.byteLength) return false
  const a = bytesOf(one)
  const b = bytesOf(other)
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
