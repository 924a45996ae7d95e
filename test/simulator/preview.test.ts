import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fullTest } from '../setup/counts.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

test('C47: previewImage shows pictures of the network and files of the app, and settles when it is closed', async () => {
  const { root } = project({
    'page.js': `Page({
      async look() {
        const { apFilePath } = await my.downloadFile({ url: 'https://pictures.example/b.png' })
        const urls = ['https://pictures.example/a.png', apFilePath, 'https://pictures.example/c.png']
        my.previewImage({ urls, current: 1, complete: () => this.setData({ preview: 'closed' }) })
      },
    })`,
  })
  const { phone, tap, calls } = await openPhone({ target: join(root, 'page.js') })
  await tap('look')
  const preview = phone.getByRole('dialog', { name: 'Photos' })
  const picture = preview.getByRole('img')
  const shown = async (alt: RegExp, position: string) => {
    await preview.getByText(position).waitFor()
    await expect.poll(() => picture.getAttribute('alt')).toMatch(alt)
    return await picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode()
      return [image.naturalWidth, image.naturalHeight]
    })
  }
  expect(await shown(/^https:\/\/resource\//, '2 / 3')).toEqual([1, 1])
  await preview.getByRole('button', { name: 'Next photo' }).click()
  expect(await shown(/^https:\/\/pictures\.example\/c\.png$/, '3 / 3')).toEqual([1, 1])
  await preview.getByRole('button', { name: 'Next photo' }).click()
  expect(await shown(/^https:\/\/pictures\.example\/a\.png$/, '1 / 3')).toEqual([1, 1])
  expect(await calls('my.previewImage').getByText('succeeded').count()).toBe(0)
  await preview.getByRole('button', { name: 'Close' }).click()
  await phone.getByText('closed').waitFor()
  await calls('my.previewImage').getByText('succeeded').waitFor()
})

fullTest('several views of an app are shown one after another, and each call settles', async () => {
  const { root } = project({
    'page.js': `Page({
      look() {
        for (const name of ['a', 'b']) my.previewImage({ urls: ['https://pictures.example/' + name + '.png'] })
      },
      set() {
        my.openSetting({})
        my.openSetting({})
      },
    })`,
  })
  const { phone, tap, calls } = await openPhone({ target: join(root, 'page.js') })
  await tap('look')
  for (const name of ['a', 'b']) {
    await phone.getByRole('dialog').getByAltText(`https://pictures.example/${name}.png`).waitFor()
    await phone.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  }
  for (const nth of [0, 1]) await calls('my.previewImage').nth(nth).getByText('succeeded').waitFor()
  await tap('set')
  for (const nth of [0, 1]) {
    await phone.getByRole('button', { name: 'Back' }).click()
    await calls('my.openSetting').nth(nth).getByText('succeeded').waitFor()
  }
})
