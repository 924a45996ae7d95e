import { describe, expect, test } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { openPhone, pictures, SAVE, shownDuring } from './open-phone.ts'

describe('a setting takes effect with the next call', () => {
  test('C8, C10: with a full album a save fails with 16 on iOS and 17 on Android, and succeeds with space again', async () => {
    const { device, tap, calls, dialog, page } = await openPhone({ link: 'sample=base64&permission=granted' })
    const storage = device.getByRole('slider', { name: 'Free storage' })
    await storage.focus()
    await page.keyboard.press('Home')
    await device.getByText('Full', { exact: true }).waitFor()
    await tap('save')
    await calls(SAVE).getByText('failed 16').waitFor()
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    await device.getByRole('radio', { name: 'Android' }).check()
    await tap('save')
    await calls(SAVE).nth(1).getByText('failed 17').waitFor()
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    await storage.focus()
    await page.keyboard.press('End')
    await device.getByText('Full', { exact: true }).waitFor({ state: 'detached' })
    await tap('save')
    await calls(SAVE).nth(2).getByText('succeeded').waitFor()
  })

  fullTest('C8: photos reduce the free storage, and restore it when they are deleted', async () => {
    const { device, tap, calls, openPhotos, photos, phone, dialog } = await openPhone({
      link: 'sample=base64&permission=granted&freeStorage=6000',
    })
    await device.getByText('6 kB', { exact: true }).waitFor()
    await tap('save')
    await calls(SAVE).getByText('succeeded').waitFor()
    await device.getByText(/^1 kB|^1\.\d kB/).waitFor()
    await tap('save')
    await calls(SAVE).nth(1).getByText('failed 16').waitFor()
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    await device.getByText(/^1 kB|^1\.\d kB/).waitFor()
    await openPhotos()
    await phone.getByText('1 photo', { exact: true }).waitFor()
    await photos.first().click()
    await phone.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await phone.getByRole('group', { name: 'Delete this photo?' }).getByRole('button', { name: 'Delete' }).click()
    await device.getByText('6 kB', { exact: true }).waitFor()
  })

  fullTest('C11: the API does not exist below base library 1.15.0', async () => {
    const { device, tap, log, calls } = await openPhone({ link: 'sample=base64&permission=granted' })
    const library = device.getByRole('combobox', { name: 'Base library' })
    await library.fill('1.14.9')
    await tap('save')
    await log.getByText('my.saveImageToPhotosAlbum is not a function').waitFor()
    await log
      .locator('.row-missing', {
        hasText: `Not available in base library 1.14.9 ${SAVE} Available since 1.15.0. Check with my.canIUse first.`,
      })
      .waitFor()
    await log.getByText('Not available in base library 1.14.9:').waitFor()
    expect(await log.getByText('Not simulated').count()).toBe(0)
    await library.fill('1.15.0')
    await tap('save')
    await calls(SAVE).getByText('succeeded').waitFor()
    await library.fill('new')
    await device.getByText('Enter a version such as').waitFor()
    await tap('save')
    await calls(SAVE).nth(1).getByText('succeeded').waitFor()
  })

  fullTest('an invalid version is removed by a reset, and not shown next to the valid one', async () => {
    const { device } = await openPhone()
    const library = device.getByRole('combobox', { name: 'Base library' })
    const usual = await library.inputValue()
    await library.fill('')
    await device.getByText('Enter a version such as').waitFor()
    await device.getByRole('button', { name: 'Reset' }).click()
    await expect.poll(() => library.inputValue()).toBe(usual)
    await expect.poll(() => library.getAttribute('aria-invalid')).toBe('false')
  })

  fullTest('C12: a user file fails with 17 below client 10.2.70', async () => {
    const { device, tap, calls, phone, dialog } = await openPhone({ link: 'sample=user-file&permission=granted' })
    await tap('write')
    await phone.getByText(/^[1-9]\d{3}$/).waitFor()
    await device.getByRole('combobox', { name: 'Client' }).fill('10.2.69')
    await tap('save')
    await calls(SAVE).getByText('failed 17').waitFor()
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    await device.getByRole('combobox', { name: 'Client' }).fill('10.2.70')
    await tap('save')
    await calls(SAVE).nth(1).getByText('succeeded').waitFor()
  })

  fullTest('C14: with the defect, one of three calls succeeds; with the workaround, all of them', async () => {
    const { device, tap, phone, calls, log, openPhotos } = await openPhone({ link: 'sample=defect&permission=granted' })
    const data = (name: string, value: number) =>
      phone.locator('.datum', { hasText: name }).getByText(String(value), { exact: true }).waitFor()
    await device.getByRole('switch', { name: 'Known defect' }).check()
    await tap('saveAllAtOnce')
    await data('complete', 3)
    await data('success', 1)
    await expect.poll(() => log.getByText('success not called', { exact: true }).count()).toBe(2)
    await tap('saveOneByOne')
    await data('success', 3)
    await calls(SAVE).nth(5).getByText('succeeded').waitFor()
    await openPhotos()
    await phone.getByText('6 photos').waitFor()
  })

  test('the documented code runs: a picture from the network, and three pictures one by one, with the defect', async () => {
    const { page, calls, log } = await openPhone({ link: 'sample=workaround&permission=granted&defect=1' })
    await calls(SAVE).nth(2).getByText('succeeded').waitFor()
    await expect.poll(() => log.getByText('{ success: true }').count()).toBeGreaterThanOrEqual(3)
    await page
      .getByRole('combobox', { name: 'Sample or page' })
      .selectOption({ label: 'Documentation: save a network image' })
    await calls(SAVE).nth(3).getByText('succeeded').waitFor()
  })

  test.each(
    sample(0, [
      ['offline', /gw\.alipayobjects\.com could not be fetched: the phone is offline\. Try again online\./],
      ['failing', /503/],
    ]),
  )(
    'C9, C20: with the network %s a save fails with 17, and the reason that a phone would give',
    async (network, why) => {
      const { calls, log } = await openPhone({ link: `sample=network&permission=granted&network=${network}` })
      await calls(SAVE).getByText('failed 17').waitFor()
      await calls(SAVE).click()
      await log.getByText(why).first().waitFor()
      await log.getByText('What to do').waitFor()
      expect(await log.getByText('Access-Control').count()).toBe(0)
    },
  )

  fullTest('C20: a missing picture fails with 17 and a message about it', async () => {
    const { calls, log } = await openPhone({
      link: 'sample=network&permission=granted',
      fetch: async () => new Response('gone', { status: 404 }),
    })
    await calls(SAVE).getByText('failed 17').waitFor()
    await calls(SAVE).click()
    await log.getByText('not-found').waitFor()
  })

  fullTest('a slow network delays a save, which can be stopped meanwhile', async () => {
    const { calls, page, log } = await openPhone({ link: 'sample=network&permission=granted&network=slow' })
    await calls(SAVE).getByText('running').waitFor()
    await calls(SAVE).getByText('succeeded').waitFor()
    await page.getByRole('button', { name: 'Run again' }).click()
    await calls(SAVE).nth(1).getByText('running').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await calls(SAVE).nth(1).getByText('stopped', { exact: true }).waitFor()
    expect(await log.locator('.row-error').count()).toBe(0)
  })

  fullTest('the toast can be hidden as with the option of the app', async () => {
    const { device, tap, calls, phone, log } = await openPhone({ link: 'sample=base64&permission=granted' })
    await device.getByRole('switch', { name: 'Hide toast' }).check()
    await tap('save')
    await calls(SAVE).getByText('succeeded').waitFor()
    expect(await phone.getByText('Saved to the album').count()).toBe(0)
    await calls(SAVE).click()
    await log.getByText('hideToast: true').waitFor()
  })
})

describe('a link', () => {
  test('restores all settings and the program, and nothing else', async () => {
    const { device, page, simulator, session } = await openPhone({ link: 'sample=problems' })
    await device.getByRole('radio', { name: 'Android' }).check()
    await device.getByRole('radio', { name: 'Denied' }).check()
    await device.getByRole('radio', { name: 'Offline' }).check()
    await device.getByRole('combobox', { name: 'Base library' }).fill('2.0.0')
    await device.getByRole('combobox', { name: 'Client' }).fill('10.2.69')
    await device.getByRole('switch', { name: 'Known defect' }).check()
    await device.getByRole('switch', { name: 'Hide toast' }).check()
    await device.getByRole('switch', { name: 'Real album' }).check()
    await device.getByRole('slider').focus()
    await page.keyboard.press('Home')
    await device.getByText('Full', { exact: true }).waitFor()
    await shownDuring(page.getByRole('button', { name: 'Link copied' }), () =>
      page.getByRole('button', { name: 'Copy link' }).click(),
    )
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link.startsWith(`${simulator.origin}/#`)).toBe(true)
    const other = await session.newPage()
    await other.goto(link)
    await other.getByRole('button', { name: 'noFilePath' }).waitFor()
    const levers = await other
      .getByRole('region', { name: 'Device' })
      .getByRole('radio', { checked: true })
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    expect(levers).toEqual(['Android', 'denied', 'offline'])
    const switches = await other
      .getByRole('switch')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))
    // A link never enables the real album.
    expect(switches).toEqual([true, true, false])
    await other.getByText('Full', { exact: true }).waitFor()
    await expect.poll(() => other.getByRole('combobox', { name: 'Base library' }).inputValue()).toBe('2.0.0')
  })

  fullTest('has its invalid parts ignored and reported', async () => {
    const { device, phone, log } = await openPhone({
      link: 'sample=none&platform=Windows&permission=maybe&SDKVersion=latest&freeStorage=-1&network=5G&defect=yes&realAlbum=1',
      fetch: pictures,
    })
    await phone.getByRole('heading', { name: 'Poster 海报' }).waitFor()
    const levers = await device
      .getByRole('radio', { checked: true })
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    expect(levers).toEqual(['iOS', 'prompt', 'normal'])
    expect(await device.getByRole('switch', { checked: true }).count()).toBe(0)
    const ignored =
      'platform=Windows, permission=maybe, SDKVersion=latest, freeStorage=-1, network=5G, defect=yes, realAlbum=1'
    await log.getByText(`Ignored unknown settings in the link: ${ignored}, sample=none.`).waitFor()
  })
})
