import { createMy, memory } from 'photosalbum/browser'
import { expect, onTestFinished, test } from 'vitest'

function open(appId: string) {
  const my = createMy({ appId, album: memory() })
  onTestFinished(() => my.dispose())
  return my
}

test('C59: on a page, storage is synchronous, survives a reload, and is separate for each app', async () => {
  onTestFinished(() => localStorage.clear())
  const data = { cityName: '杭州' }
  expect(open('one').setStorageSync({ key: 'city', data })).toEqual({ success: true })
  expect(open('one').getStorageSync({ key: 'city' })).toEqual({ data })
  expect(await open('one').getStorage({ key: 'city' })).toEqual({ data })
  expect(open('other').getStorageSync({ key: 'city' })).toEqual({ data: null })
  expect(Object.keys(localStorage)).toEqual(['photosalbum-storage:one'])
})

test('C59: when the browser has no space left, setStorage fails with 12 and keeps the old values', async () => {
  onTestFinished(() => localStorage.clear())
  const my = open('one')
  my.setStorageSync({ key: 'a', data: 'old' })
  // More than any browser allows a page, so that the app can only use the space that the page has filled.
  for (let size = 2 ** 22; size > 0; size = Math.floor(size / 2)) {
    try {
      localStorage.setItem(`filler-${size}`, 'x'.repeat(size))
    } catch {
      // Each attempt is half as large.
    }
  }
  const failure = await my.setStorage({ key: 'a', data: 'x'.repeat(1000) }).catch((thrown: unknown) => thrown)
  expect(failure).toEqual({ error: 12, errorMessage: expect.stringMatching(/no space left|没有空间/) })
  expect(my.getStorageSync({ key: 'a' })).toEqual({ data: 'old' })
})
