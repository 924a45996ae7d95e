import { expect, test } from 'vitest'
import { Cookies } from '../../src/sources/network/cookies.ts'

test.each([
  ['https://a.shop.example/', 'a=1; Domain=.shop.example', 'https://b.shop.example/', 'a=1'],
  ['https://a.shop.example/', 'a=1', 'https://b.shop.example/', ''],
  ['https://a.shop.example/', 'a=1; Domain=other.example', 'https://other.example/', ''],
  ['https://evil.example/', 'a=1; Domain=example', 'https://bank.example/', ''],
  ['https://shop.example/', 'a=1; Secure', 'http://shop.example/', ''],
  ['https://shop.example/a/b', 'a=1', 'https://shop.example/a/c', 'a=1'],
  ['https://shop.example/a/b', 'a=1', 'https://shop.example/ab', ''],
])('of a response of %s, %s: a request to %s sends "%s"', (from, header, to, sent) => {
  const cookies = new Cookies()
  cookies.receive([['set-cookie', header]], new URL(from))
  expect(cookies.textFor(new URL(to))).toBe(sent)
})
