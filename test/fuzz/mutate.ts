import fc from 'fast-check'

/** What makes new inputs of the ones that are known. */
export interface Grammar {
  readonly seeds: readonly Buffer[]
  /** Pieces that mean something in this language: tags, markers, keywords. */
  readonly words: readonly (string | Buffer)[]
  /** In bytes. */
  readonly maxLength: number
}

type Mutation = (bytes: Buffer) => Buffer

/** Numbers at which lengths, offsets and signs go wrong. */
const LIMITS = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

/** Seeds that were changed at a few places, and inputs that are made of words alone. */
export function mutants({ seeds, words, maxLength }: Grammar): fc.Arbitrary<Buffer> {
  const pieces = words.map((word) => Buffer.from(word as string))
  const seed = fc.constantFrom(...(seeds.length > 0 ? seeds : [Buffer.alloc(0)]))
  const piece = fc.constantFrom(...(pieces.length > 0 ? pieces : [Buffer.from('a')]))
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 }).map((array) => Buffer.from(array))
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  const at = (input: Buffer, where: number) => Math.min(input.length, Math.floor(where * (input.length + 1)))

  const insert = fc.tuple(place, fc.oneof({ weight: 3, arbitrary: piece }, bytes)).map(
    ([where, added]): Mutation =>
      (input) => {
        const position = at(input, where)
        return Buffer.concat([input.subarray(0, position), added, input.subarray(position)])
      },
  )
  const replace = fc.tuple(place, fc.oneof(piece, bytes)).map(
    ([where, added]): Mutation =>
      (input) => {
        const position = at(input, where)
        return Buffer.concat([input.subarray(0, position), added, input.subarray(position + added.length)])
      },
  )
  const number = fc.tuple(place, fc.constantFrom(...LIMITS), fc.constantFrom(1, 2, 4), fc.boolean()).map(
    ([where, value, size, isBigEndian]): Mutation =>
      (input) => {
        const position = at(input, where)
        if (position + size > input.length) return input
        const copy = Buffer.from(input)
        if (isBigEndian) copy.writeUIntBE(value % 2 ** (8 * size), position, size)
        else copy.writeUIntLE(value % 2 ** (8 * size), position, size)
        return copy
      },
  )
  const remove = fc.tuple(place, fc.nat(64)).map(
    ([where, length]): Mutation =>
      (input) => {
        const position = at(input, where)
        return Buffer.concat([input.subarray(0, position), input.subarray(position + length)])
      },
  )
  const cut = place.map(
    (where): Mutation =>
      (input) =>
        input.subarray(0, at(input, where)),
  )
  /** What takes more than linear time does so on long inputs. */
  const repeat = fc.tuple(place, fc.integer({ min: 1, max: 64 }), fc.constantFrom(2, 16, 256, 4_096, 65_536)).map(
    ([where, length, times]): Mutation =>
      (input) => {
        const position = at(input, where)
        const part = input.subarray(position, position + length)
        if (part.length === 0) return input
        const fitting = Math.min(times, Math.floor((maxLength - input.length) / part.length))
        if (fitting < 1) return input
        return Buffer.concat([input.subarray(0, position), ...Array(fitting).fill(part), input.subarray(position)])
      },
  )
  const splice = fc.tuple(place, seed, place).map(
    ([where, other, from]): Mutation =>
      (input) => {
        return Buffer.concat([input.subarray(0, at(input, where)), other.subarray(at(other, from))])
      },
  )

  const mutation = fc.oneof(
    { weight: 4, arbitrary: insert },
    { weight: 3, arbitrary: replace },
    { weight: 3, arbitrary: number },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: repeat },
    { weight: 1, arbitrary: splice },
  )
  const changed = fc
    .tuple(seed, fc.array(mutation, { minLength: 1, maxLength: 6 }))
    .map(([input, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), input).subarray(0, maxLength))
  const composed = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, bytes), { maxLength: 24 }).map(Buffer.concat)
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: composed })
}
