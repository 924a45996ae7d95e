/** What `digestAlgorithm` may be. */
export type DigestAlgorithm = 'md5' | 'sha1'

/** Rotations of MD5, one row a round (RFC 1321). */
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
/** `floor(2³² × |sin(i + 1)|)` (RFC 1321). */
const SINES = /* @__PURE__ */ Array.from({ length: 64 }, (_, at) => Math.floor(2 ** 32 * Math.abs(Math.sin(at + 1))))

const turn = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/**
 * The digest of a stream as hexadecimal text. Own code, since WebCrypto has no MD5, takes the whole file at once, and is
 * absent from insecure pages. For telling files apart: neither algorithm keeps out a forger.
 */
export async function digest(algorithm: DigestAlgorithm, bytes: ReadableStream<Uint8Array>): Promise<string> {
  const little = algorithm === 'md5'
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, ...(little ? [] : [0xc3d2e1f0]))
  const mix = little ? md5Block : sha1Block
  const block = new DataView(new ArrayBuffer(64))
  const into = new Uint8Array(block.buffer)
  const words = new Int32Array(16)
  let filled = 0
  let size = 0
  const add = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + 64 - filled)
      into.set(piece, filled)
      filled += piece.length
      at += piece.length
      if (filled < 64) return
      for (let word = 0; word < 16; word++) words[word] = block.getInt32(word * 4, little)
      mix(state, words)
      filled = 0
    }
  }

  const reader = bytes.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    add(value)
  }
  const end = new Uint8Array(1 + ((119 - (size % 64)) % 64) + 8)
  end[0] = 0x80
  new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(size) * 8n, little)
  add(end)
  const result = new DataView(new ArrayBuffer(state.length * 4))
  state.forEach((word, at) => {
    result.setInt32(at * 4, word, little)
  })
  return Array.from(new Uint8Array(result.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function md5Block(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number]
  for (let at = 0; at < 64; at++) {
    const round = at >> 4
    const index = round === 0 ? at : round === 1 ? 5 * at + 1 : round === 2 ? 3 * at + 5 : 7 * at
    const mixed =
      round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
    const sum = (a + mixed + (SINES[at] as number) + word(words, index)) | 0
    a = d
    d = c
    c = b
    b = (b + turn(sum, TURNS[round * 4 + (at & 3)] as number)) | 0
  }
  addTo(state, a, b, c, d)
}

/** FIPS 180-4. */
function sha1Block(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number]
  for (let at = 0; at < 80; at++) {
    if (at > 15)
      words[at & 15] = turn(word(words, at - 3) ^ word(words, at - 8) ^ word(words, at - 14) ^ word(words, at), 1)
    const mixed =
      at < 20
        ? ((b & c) | (~b & d)) + 0x5a827999
        : at < 40
          ? (b ^ c ^ d) + 0x6ed9eba1
          : at < 60
            ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6
    const sum = (turn(a, 5) + mixed + e + word(words, at)) | 0
    e = d
    d = c
    c = turn(b, 30)
    b = a
    a = sum
  }
  addTo(state, a, b, c, d, e)
}

/** Of the last 16 words. */
function word(words: Int32Array, at: number): number {
  return words[at & 15] as number
}

function addTo(state: Int32Array, ...words: number[]): void {
  for (const [at, more] of words.entries()) state[at] = ((state[at] as number) + more) | 0
}
