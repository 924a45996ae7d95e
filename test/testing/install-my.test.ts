import { createTestMy, installMy } from 'photosalbum/testing'
import { afterEach, expect, test } from 'vitest'

const NAMES = ['my', 'App', 'Page', 'getApp', 'getCurrentPages']
let uninstall = () => {}
afterEach(() => {
  uninstall()
  for (const name of NAMES) Reflect.deleteProperty(globalThis, name)
})

test('puts `my`, `App` and `Page` on globalThis, and removes them', () => {
  const phone = installMy()
  uninstall = phone.uninstall
  expect(Reflect.get(globalThis, 'my')).toBe(phone.my)
  for (const name of NAMES.slice(1)) expect(Reflect.get(globalThis, name)).toBeTypeOf('function')
  phone.uninstall()
  expect(Object.keys(globalThis).filter((name) => NAMES.includes(name))).toEqual([])
  phone.uninstall()
})

test('restores the previous globals', () => {
  const getter = { get: () => 'mine', configurable: true }
  Object.defineProperty(globalThis, 'my', getter)
  Object.assign(globalThis, { Page: 1 })
  const phone = installMy()
  uninstall = phone.uninstall
  Object.assign(globalThis, { my: 'changed by the app' })
  phone.uninstall()
  expect(Reflect.get(globalThis, 'my')).toBe('mine')
  expect(Reflect.get(globalThis, 'Page')).toBe(1)
  expect(Object.keys(globalThis)).not.toContain('getApp')
})

test('throws while another `my` is installed', () => {
  uninstall = installMy().uninstall
  expect(() => installMy()).toThrow('Another my is installed on globalThis. Call its uninstall() first')
  uninstall()
  uninstall = installMy().uninstall
})

test('calling an old uninstall does not remove a new `my`', () => {
  const old = installMy()
  old.uninstall()
  const phone = installMy()
  uninstall = phone.uninstall
  old.uninstall()
  expect(Reflect.get(globalThis, 'my')).toBe(phone.my)
})

test('installs an existing phone', () => {
  const phone = createTestMy({ device: { platform: 'Android' } })
  uninstall = installMy(phone).uninstall
  expect(Reflect.get(globalThis, 'my')).toBe(phone.my)
})
