import type { AlertOptions, ConfirmOptions, PreviewOptions, Screen, Toast } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { failure, failureOf, openApp, record, succeeded } from './app.ts'

/** A screen that records what it shows. */
function screen(answers: Partial<Screen> = {}) {
  const shown: unknown[] = []
  const noted: Partial<Screen> = {
    toast: (toast: Toast) => void shown.push(['toast', toast]),
    hideToast: () => void shown.push(['hideToast']),
    loading: (loading) => void shown.push(['loading', loading]),
    alert: (options: AlertOptions) => void shown.push(['alert', options]),
    preview: (options: PreviewOptions) => void shown.push(['preview', options]),
    ...answers,
  }
  return { shown, screen: noted }
}

test('C47: showToast and hideToast', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  expect(await record(my.showToast, { content: '已保存', type: 'success', duration: 1500 })).toEqual(succeeded({}))
  await my.showToast({ content: 3 as never, type: 'nonsense' as never, duration: 'long' as never })
  await my.showToast()
  await my.hideToast()
  expect(shown).toEqual([
    ['toast', { content: '已保存', type: 'success', duration: 1500 }],
    ['toast', { content: '3', type: 'none', duration: 3000 }],
    ['toast', { content: '', type: 'none', duration: 3000 }],
    ['hideToast'],
  ])
})

test('C47: showToast and alert accept a string, as public mini-programs pass it', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  await my.showToast('保存成功' as never)
  await my.alert('删除成功' as never)
  expect(shown).toEqual([
    ['toast', { content: '保存成功', type: 'none', duration: 3000 }],
    ['alert', { title: '', content: '删除成功', buttonText: '确定' }],
  ])
})

test('C47: showToast settles when the toast has disappeared', async () => {
  let gone = () => {}
  const { my } = openApp({ screen: { toast: () => new Promise<void>((resolve) => (gone = resolve)) } })
  const log: string[] = []
  const toast = my.showToast({ content: 'a', success: () => log.push('gone') })
  await my.getSetting()
  expect(log).toEqual([])
  gone()
  await toast
  expect(log).toEqual(['gone'])
})

test('C47: showLoading with a delay shows nothing if hideLoading is called before', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  await my.showLoading({ content: '保存中' })
  await my.hideLoading()
  await my.showLoading({ content: 'too late', delay: 60_000 })
  await my.hideLoading()
  await my.showLoading({ content: 'a moment', delay: 1 })
  await expect.poll(() => shown.length).toBe(4)
  expect(shown).toEqual([
    ['loading', { content: '保存中' }],
    ['loading', undefined],
    ['loading', undefined],
    ['loading', { content: 'a moment' }],
  ])
})

test('C47: a delayed toast is cancelled by the next one, and by dispose', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  const first = my.showToast({ content: 'first', delay: 60_000 })
  const second = my.showToast({ content: 'second', delay: 1 })
  await Promise.all([first, second])
  const last = my.showToast({ content: 'last', delay: 60_000 }).catch(({ errorMessage }) => errorMessage)
  await my.getSetting()
  await my.dispose()
  await last
  expect(shown).toEqual([['toast', { content: 'second', type: 'none', duration: 3000 }]])
})

test('C47: a delay longer than a timer supports does not end early', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  my.showToast({ content: 'in a month', delay: 2 ** 31 }).catch(() => {})
  await my.showLoading({ content: 'soon', delay: 2 })
  await expect.poll(() => shown.length).toBe(1)
  expect(shown).toEqual([['loading', { content: 'soon' }]])
})

test('C47: alert settles when the user has closed it', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  expect(await record(my.alert, { title: '亲', content: '您本月的账单已出', buttonText: '我知道了' })).toEqual(
    succeeded({}),
  )
  await my.alert()
  expect(shown).toEqual([
    ['alert', { title: '亲', content: '您本月的账单已出', buttonText: '我知道了' }],
    ['alert', { title: '', content: '', buttonText: '确定' }],
  ])
})

test("C47: confirm returns the user's answer, or no without a user", async () => {
  const asked: ConfirmOptions[] = []
  const { my } = openApp({
    screen: {
      confirm: (options) => {
        asked.push(options)
        return Promise.resolve(true)
      },
    },
  })
  expect(await record(my.confirm, { title: '保存？' })).toEqual(succeeded({ confirm: true }))
  expect(asked).toEqual([{ title: '保存？', content: '', confirmButtonText: '确定', cancelButtonText: '取消' }])
  expect(await openApp().my.confirm({ title: '保存？' })).toEqual({ confirm: false })
})

test('C47: previewImage shows the pictures, starting with the requested one', async () => {
  const { shown, screen: phone } = screen()
  const { my } = openApp({ screen: phone })
  const urls = ['https://example.com/1.png', 'https://example.com/2.png']
  expect(await record(my.previewImage, { urls, current: 1 })).toEqual(succeeded({}))
  await my.previewImage({ urls, current: 7 })
  await my.previewImage({ urls, current: '1' as never })
  expect(shown).toEqual([1, 1, 0].map((current) => ['preview', { urls, current }]))
  for (const wrong of [undefined, [], 'https://example.com/1.png', [1], ['']]) {
    const call = my.previewImage({ urls: wrong as never })
    expect(await failureOf(call)).toEqual(failure(2, /urls must be an array/))
  }
})

test('C47: without a screen every call succeeds and shows nothing', async () => {
  const { my } = openApp()
  for (const name of ['showToast', 'hideToast', 'showLoading', 'hideLoading', 'alert'] as const) {
    expect(await record(my[name])).toEqual(succeeded({}))
  }
  expect(await record(my.previewImage, { urls: ['https://example.com/1.png'] })).toEqual(succeeded({}))
})
