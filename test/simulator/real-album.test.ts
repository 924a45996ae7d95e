import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { directory, memory } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'
import { openPhone, SAVE } from './open-phone.ts'

test("photos are also saved to this computer's album if the option is on; the log and the photo show the location", async () => {
  const folder = temporaryFolder()
  const { tap, calls, device, openPhotos, photos, phone } = await openPhone({
    link: 'sample=user-file&permission=granted',
    album: directory({ path: folder }),
  })
  await tap('write')
  await phone.getByText(/^[1-9]\d{3}$/).waitFor()
  await tap('save')
  await calls(SAVE).getByText('succeeded').waitFor()
  await calls(SAVE).click()
  await calls(SAVE).getByText('stamp.png').first().waitFor()
  expect(await calls(SAVE).getByText('Also saved to').count()).toBe(0)
  expect(readdirSync(folder)).toEqual([])
  await device.getByRole('switch', { name: 'Real album' }).check()
  await tap('save')
  await calls(SAVE).nth(1).getByText('succeeded').waitFor()
  await calls(SAVE).nth(1).click()
  const [name = '', ...others] = readdirSync(folder).filter((name) => !name.startsWith('.'))
  expect(others).toEqual([])
  const place = join(folder, name)
  await calls(SAVE).nth(1).getByText(`Also saved to: ${place}`, { exact: true }).waitFor()
  expect(readFileSync(place).subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'))
  await openPhotos()
  await photos.first().click()
  await phone.getByText(place, { exact: true }).waitFor()
})

fullTest('C18: a photo that the real album refuses is in neither album', async () => {
  const { tap, calls, device, openPhotos, phone, dialog } = await openPhone({
    link: 'sample=base64&permission=granted',
    album: memory({ capacity: 10 }),
  })
  await device.getByRole('switch', { name: 'Real album' }).check()
  await tap('save')
  await calls(SAVE).getByText('failed 16').waitFor()
  await dialog.getByRole('button', { name: /OK|确定/ }).click()
  await openPhotos()
  await phone.getByText('No photos yet').waitFor()
})
