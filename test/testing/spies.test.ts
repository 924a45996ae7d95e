import { inspect } from 'node:util'
import { createTestMy, tinyImage } from 'photosalbum/testing'
import { expect, test, vi } from 'vitest'

test('members that a test assigns can be changed, and are removed by a reset', () => {
  const { my, reset } = createTestMy()
  const original = my.showToast
  const own = vi.fn()
  my.showToast = own
  my.showToast({ content: 'hello' })
  expect(own).toHaveBeenCalledTimes(1)
  my.showToast = original
  expect(my.showToast).toBe(original)
  Reflect.set(my, 'saveImageToPhotosAlbum', () => 1)
  Object.defineProperty(my, 'extra', { value: 1 })
  expect(Object.getOwnPropertyDescriptor(my, 'extra')).toMatchObject({ writable: true, configurable: true })
  reset()
  expect(Object.keys(my)).not.toContain('extra')
  expect(my.saveImageToPhotosAlbum.length).toBe(0)
})

test('an accessor that a test defines stays an accessor', () => {
  const { my } = createTestMy()
  const seen: unknown[] = []
  Object.defineProperty(my, 'extra', { get: () => seen.length, set: (value) => seen.push(value) })
  Reflect.set(my, 'extra', 'a')
  expect(Reflect.get(my, 'extra')).toBe(1)
})

test('C11: after a spy is restored, the API follows the base library again', async () => {
  const { my, device, network, album } = createTestMy()
  network.serve('https://cdn.example/a.png', tinyImage('png'))
  vi.spyOn(my, 'saveImageToPhotosAlbum').mockRestore()
  await my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' })
  expect(album.photos).toHaveLength(1)
  device.SDKVersion = '1.9.0'
  expect(my.saveImageToPhotosAlbum).toBeUndefined()
})

test('console.log shows the members of `my`', () => {
  const { my } = createTestMy()
  expect(inspect(my)).toContain('saveImageToPhotosAlbum')
})
