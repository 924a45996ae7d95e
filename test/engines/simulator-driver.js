/** Runs inside the simulator's page, where it taps and looks as a person does, and reports what it sees. */
const token = document.querySelector('meta[name="photosalbum-token"]').content

/** All elements, those inside of shadow roots included. */
function* elements(root = document) {
  for (const element of root.querySelectorAll('*')) {
    yield element
    if (element.shadowRoot) yield* elements(element.shadowRoot)
  }
}

const nameOf = (element) => (element.getAttribute('aria-label') ?? element.textContent).trim()

/** Waits until a visible element has a name, or some content, that matches. */
async function find(selector, name = /(?:)/) {
  for (;;) {
    for (const element of elements()) {
      if (element.matches(selector) && name.test(nameOf(element)) && element.getClientRects().length > 0) return element
    }
    await nextFrame()
  }
}

const nextFrame = () => new Promise(requestAnimationFrame)

/** A person taps what is on the screen, and so no earlier than it was painted and listens. */
async function tap(selector, name) {
  const element = await find(selector, name)
  for (let frame = 0; frame < 10; frame++) await nextFrame()
  element.click()
}
const panel = (name) => `[data-panel="${name}"]`

/** A narrow window shows one panel at a time. */
function show(name) {
  const index = ['phone', 'code', 'device', 'log'].indexOf(name)
  const button = document.querySelectorAll('.view-button')[index]
  if (button?.getClientRects().length > 0) button.click()
}

async function saveAndOpen() {
  await tap('[role="button"]', /^Save$/)
  await tap('[role="alertdialog"] button', /^(Allow|允许)$/)
  show('log')
  await find(`${panel('log')} summary`, /my\.saveImageToPhotosAlbum[\s\S]*(succeeded|成功)/)
  show('phone')
  await tap('button', /^(Home|主屏幕)$/)
  await tap('[data-icon="photos"]')
  await tap('[data-photo]')
  await tap('.viewer a[download]')
}

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

async function report(result) {
  const url = `https://driver.example/report?${encodeURIComponent(JSON.stringify(result))}`
  const headers = { 'x-photosalbum-token': token }
  await fetch('/fetch', { method: 'POST', headers, body: JSON.stringify({ url }) })
}

try {
  await saveAndOpen()
  await report(await lookAtPanels())
} catch (error) {
  await report({ error: `${error} ${error.stack}` })
}
