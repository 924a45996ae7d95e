import sharp from 'sharp'
import { expect, test } from 'vitest'
import { count } from '../setup/counts.ts'
import { openPhone, SAVE_POSTER } from './open-phone.ts'

test('of many photos, only those near the visible area are decoded and laid out', async () => {
  const { page, phone, openPhotos, photos } = await openPhone({ link: 'sample=poster' })
  await phone.getByRole('button', { name: SAVE_POSTER, exact: true }).waitFor()
  const picture = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#3b82f6' } })
    .jpeg()
    .toBuffer()
  const total = count(80, 1_000)
  await page.evaluate(
    async ({ bytes, total }) => {
      const root = await navigator.storage.getDirectory()
      const folder = await root.getDirectoryHandle('Photos', { create: true })
      for (let index = 0; index < total; index++) {
        const file = await folder.getFileHandle(`IMG_${String(index).padStart(4, '0')}.jpg`, { create: true })
        const writer = await file.createWritable()
        await writer.write(new Uint8Array(bytes))
        await writer.close()
      }
    },
    { bytes: [...picture], total },
  )
  await openPhotos()
  await phone.getByText(`${total} photos`).waitFor()
  await phone.locator('.tile img').first().waitFor()
  const decoded = () => phone.locator('.tile img').count()
  await expect.poll(decoded).toBeGreaterThanOrEqual(18)
  expect(await decoded()).toBeLessThan(total)
  const { width, height } = (await phone.locator('.tile').first().boundingBox())!
  expect(height).toBeCloseTo(width)
  await photos.last().scrollIntoViewIfNeeded()
  await phone.locator('.tile img').last().waitFor()
  await expect.poll(() => photos.last().locator('img').count()).toBe(1)
  expect(await decoded()).toBeLessThan(300)
})
