/** Runs in the page of the simulator on a computer. */
import { find, nameOf, panel, report, saveAndOpen, show, tap } from './person.js'

async function lookAtPanels() {
  show('code')
  const code = await find(`${panel('code')} .cm-line`, /saveImageToPhotosAlbum/)
  show('device')
  const denied = await find(`${panel('device')} input[value="denied"]`)
  denied.click()
  show('phone')
  await tap('.viewer .back-button')
  await tap('button', /^(Home|主屏幕)$/)
  await tap('[data-icon="mini-program"]')
  await tap('[role="button"]', /^Save$/)
  show('log')
  const row = await find(`${panel('log')} summary`, /my\.saveImageToPhotosAlbum[\s\S]*\D15$/)
  return {
    code: code.textContent.includes('apFilePath'),
    denied: denied.checked,
    refused: nameOf(row).endsWith('15'),
  }
}

await report('https://driver.example/report', async () => {
  await saveAndOpen()
  await tap('.viewer a[download]')
  return await lookAtPanels()
})
