import { expect, test } from 'vitest'
import { onePage, openApp } from './setup/open-app.ts'

test('C52 a text shows data, and follows setData', async () => {
  const app = await openApp(
    onePage(
      '<view>{{greeting}} from {{ place }}</view><view>plain: greeting</view><view onTap="change">change</view>',
      `Page({ data: { greeting: 'Hello', place: 'Oslo' }, change() { this.setData({ greeting: 'Goodbye' }) } })`,
    ),
  )
  expect(app.axml()).toBe('<view>Hello from Oslo</view>\n<view>plain: greeting</view>\n<view>change</view>')
  await app.tap('change')
  expect(app.texts()[0]).toBe('Goodbye from Oslo')
  expect(app.problems).toEqual([])
})
