/** Runs in the page of the simulator on a phone, which saves its photos in every way that phones have. */
import { find, report, saveAndOpen, tap } from './person.js'

const reports = new URL(import.meta.url).searchParams.get('reports')

const digest = async (bytes) =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

const saveToThisPhone = () => tap('.viewer button', /^(Save to this phone|保存到这部手机)$/)

/** Gives this browser what only those of phones have, and returns a function that takes it away again. */
function become(target, properties) {
  const own = Object.getOwnPropertyDescriptors(target)
  for (const [name, value] of Object.entries(properties))
    Object.defineProperty(target, name, { value, configurable: true })
  return () => {
    for (const name of Object.keys(properties)) {
      delete target[name]
      if (own[name]) Object.defineProperty(target, name, own[name])
    }
  }
}

const { matchMedia } = globalThis
const hasFinger = (query) => (query === '(pointer: coarse)' ? { matches: true } : matchMedia.call(globalThis, query))

async function share() {
  let share
  const shared = new Promise((resolve) => {
    share = async ({ files }) => resolve(await files[0].arrayBuffer())
  })
  const restore = become(navigator, { canShare: () => true, share, userActivation: { isActive: true } })
  await saveToThisPhone()
  const bytes = await shared
  restore()
  return await digest(bytes)
}

async function pressLong() {
  const restore = become(navigator, {
    share: undefined,
    canShare: undefined,
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
  })
  await saveToThisPhone()
  const image = await find('dialog img')
  image.dispatchEvent(new Event('contextmenu'))
  await tap('dialog button', /^(Close|关闭)$/)
  restore()
  return await digest(Uint8Array.from(atob(image.src.split(',')[1]), (character) => character.charCodeAt(0)))
}

await report(reports, async () => {
  await saveAndOpen()
  const restore = become(globalThis, { matchMedia: hasFinger })
  const saved = { shared: await share(), pressed: await pressLong() }
  restore()
  // What this browser does by itself: a download, which the test finds on the disk.
  await saveToThisPhone()
  return saved
})
