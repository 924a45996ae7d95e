/**
 * SHA-256 (FIPS 180-4), at once: WebCrypto answers later, and is missing under jsdom and on insecure pages. For tests to
 * name bytes by; nothing here is a secret.
 */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(INITIAL)
  const words = new Uint32Array(64)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 64)
  for (let position = 0; position < whole; position += 64) compress(state, words, view, position)

  const tail = bytes.subarray(whole)
  const last = new Uint8Array(tail.length < 56 ? 64 : 128)
  last.set(tail)
  last[tail.length] = 0x80
  const lastView = new DataView(last.buffer)
  lastView.setBigUint64(last.length - 8, BigInt(bytes.length) * 8n)
  for (let position = 0; position < last.length; position += 64) compress(state, words, lastView, position)

  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}

function compress(state: Uint32Array, words: Uint32Array, block: DataView, position: number): void {
  for (let i = 0; i < 16; i++) words[i] = block.getUint32(position + i * 4)
  for (let i = 16; i < 64; i++) {
    const early = words[i - 15]!
    const late = words[i - 2]!
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    words[i] = words[i - 16]! + s0 + words[i - 7]! + s1
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Octet
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i]! + words[i]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i]! += word
}

type Octet = [number, number, number, number, number, number, number, number]

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** The first 32 bits of the fractional part: of the square roots of the first 8 primes, the cube roots of the first 64. */
const PRIMES = /* @__PURE__ */ firstPrimes(64)
const INITIAL = /* @__PURE__ */ PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
const ROUND = /* @__PURE__ */ PRIMES.map((prime) => fraction(Math.cbrt(prime)))

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32)
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime)) primes.push(n)
  return primes
}
