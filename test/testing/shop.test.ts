import { fileURLToPath } from 'node:url'
import { openApp, openComponent } from 'photosalbum/testing'
import { expect, test, vi } from 'vitest'
import 'photosalbum/testing/vitest'

const shop = fileURLToPath(new URL('../../examples/mini-program', import.meta.url))

test('a customer saves the poster of a product', async () => {
  const app = await openApp(shop)
  await app.tap('青釉侧把壶')
  await app.tap('分享海报')
  await app.tap('保存到相册')
  expect(app).toHaveSaved({ type: 'png', width: 690, height: 1000 })
  expect(app.problems).toEqual([])
})

test('the user refuses the permission', async () => {
  const app = await openApp(shop, { page: 'pages/poster/poster', device: { permission: 'denied' } })
  await app.tap('保存到相册')
  expect(app).toHaveFailedWith(15)
  expect(app.screen.texts).toContain('请在设置中允许“添加到相册”，再保存一次。')
})

test('a customer searches for a product', async () => {
  const app = await openApp(shop)
  await app.currentPage().$('.search-input')?.input('马克')
  expect(
    app
      .currentPage()
      .$$('goods-card')
      .map((card) => card.text()),
  ).toHaveLength(1)
})

test('the stepper changes the count', async () => {
  const onChange = vi.fn()
  const stepper = await openComponent(`${shop}/components/stepper/stepper`, { props: { value: 1, onChange } })
  await stepper.tap('增加')
  expect(onChange.mock.calls[0]?.[0]).toBe(2)
  await stepper.setProps({ value: 2 })
  expect(stepper.axml()).toContain('<text class="stepper-value">2</text>')
})
