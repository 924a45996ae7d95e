import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/testing/sha256.ts'

test('is what node:crypto says, for every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7)
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})

test('is what node:crypto says, for any bytes and any view', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(20), (bytes, offset) => {
      const view = bytes.subarray(offset)
      return sha256(view) === createHash('sha256').update(view).digest('hex')
    }),
  )
})
