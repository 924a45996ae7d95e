/** A person in front of the simulator's page: taps, looks, and reports to the test. */
const token = document.querySelector('meta[name="photosalbum-token"]').content

/** All elements, those inside of shadow roots included. */
function* elements(root = document) {
  for (const element of root.querySelectorAll('*')) {
    yield element
    if (element.shadowRoot) yield* elements(element.shadowRoot)
  }
}

export const nameOf = (element) => (element.getAttribute('aria-label') ?? element.textContent).trim()

/** Waits until a visible element has a name, or some content, that matches. */
export async function find(selector, name = /(?:)/) {
  for (;;) {
    for (const element of elements()) {
      if (element.matches(selector) && name.test(nameOf(element)) && element.getClientRects().length > 0) return element
    }
    await nextFrame()
  }
}

const nextFrame = () => new Promise(requestAnimationFrame)

/**
 * A person taps what is on the screen, and so no earlier than it was painted and listens. What was drawn anew meanwhile is
 * found again.
 */
export async function tap(selector, name) {
  let element
  do {
    element = await find(selector, name)
    for (let frame = 0; frame < 10; frame++) await nextFrame()
  } while (element !== (await find(selector, name)))
  element.click()
}
export const panel = (name) => `[data-panel="${name}"]`

/** A narrow window shows one panel at a time. */
export function show(name) {
  const index = ['phone', 'code', 'device', 'log'].indexOf(name)
  const button = document.querySelectorAll('.view-button')[index]
  if (button?.getClientRects().length > 0) button.click()
}

/** Saves the photo of the app, and opens it in the album. */
export async function saveAndOpen() {
  await tap('[role="button"]', /^Save$/)
  await tap('[role="alertdialog"] button', /^(Allow|允许)$/)
  show('log')
  await find(`${panel('log')} summary`, /my\.saveImageToPhotosAlbum[\s\S]*(succeeded|成功)/)
  show('phone')
  await tap('button', /^(Home|主屏幕)$/)
  await tap('[data-icon="photos"]')
  await tap('[data-photo]')
}

/** The server of the simulator fetches any address for the app, so the test hears of this one. */
export async function report(address, work) {
  const result = await work().catch((error) => ({ error: `${error} ${error.stack}` }))
  const url = `${address}?${encodeURIComponent(JSON.stringify(result))}`
  const headers = { 'x-photosalbum-token': token }
  await fetch('/fetch', { method: 'POST', headers, body: JSON.stringify({ url }) })
}
