import { cancelled, SaveError, throwIfCancelled } from '../core/errors.ts'
import { toDataUrl } from './delivery.ts'
import { pageLanguage } from './page-language.ts'

const TEXTS = {
  zh: { hint: '长按图片保存到相册', close: '关闭' },
  en: { hint: 'Press and hold the image to save it', close: 'Close' },
}

/**
 * In bytes. The WebView of a phone cannot show a longer `data:` URL. Smaller images use one, because many apps have no "save
 * image" for `blob:`.
 */
const MAX_DATA_URL_SIZE = 20 << 20

/** In milliseconds. After a touch of this length on the image, the phone's menu is open. */
const LONG_PRESS_MS = 500

const DIALOG =
  'position:fixed;inset:0;z-index:2147483647;box-sizing:border-box;width:100%;height:100%;max-width:none;max-height:none;' +
  'margin:0;border:0;padding:max(16px,env(safe-area-inset-top)) 16px max(16px,env(safe-area-inset-bottom));display:flex;' +
  'flex-direction:column;align-items:center;justify-content:center;gap:16px;background:rgba(0,0,0,.95);color:#fff;' +
  'font:17px/1.4 system-ui,sans-serif;text-align:center'
// Restores the phone's own menu, which the styles of the page may have disabled for images.
const IMAGE =
  'min-height:0;max-width:100%;object-fit:contain;-webkit-touch-callout:default;-webkit-user-select:auto;user-select:auto'
const HINT = 'margin:0'
const BUTTON =
  'min-width:88px;min-height:44px;padding:0 20px;border:1px solid #fff;border-radius:22px;background:transparent;' +
  'color:inherit;font:inherit;cursor:pointer'

/** Resolves when the user closes the overlay after a long press on the image; closing it without one is a cancel. */
export async function showOverlay(
  file: File,
  signal: AbortSignal,
  language: 'zh' | 'en' = /^zh/i.test(pageLanguage()) ? 'zh' : 'en',
): Promise<void> {
  const { hint, close } = TEXTS[language]
  const photo = file.name
  const url = file.size > MAX_DATA_URL_SIZE ? URL.createObjectURL(file) : await toDataUrl(file)
  // A modal <dialog> provides focus handling, Escape, the phone's back button and an inert page. Browsers without it (iOS
  // before 15.4) show a box with the same role.
  const dialog = element('dialog', DIALOG, { role: 'dialog', 'aria-modal': 'true', 'aria-label': hint, lang: language })
  const image = element('img', IMAGE, { alt: photo, tabindex: '0' })
  const button = element('button', BUTTON, { type: 'button' }, close)
  dialog.append(image, element('p', HINT, {}, hint), button)
  const host = element('div', 'all:initial !important')
  host.attachShadow({ mode: 'open' }).append(dialog)
  const focused = document.activeElement

  const listening = new AbortController()
  try {
    throwIfCancelled(signal)
    await new Promise<void>((resolve, reject) => {
      const on = (target: EventTarget, names: string, listener: (event: Event) => void) => {
        for (const name of names.split(' ')) target.addEventListener(name, listener, { signal: listening.signal })
      }
      let wasPressed = false
      let touchedAt = Number.POSITIVE_INFINITY
      // Android and desktop browsers report that their menu opens. iOS does not: the touch is cancelled, or held.
      on(image, 'contextmenu dragstart touchcancel', () => {
        wasPressed = true
      })
      on(image, 'touchstart', ({ timeStamp }) => {
        touchedAt = timeStamp
      })
      on(image, 'touchend', (event) => {
        if (event.timeStamp - touchedAt < LONG_PRESS_MS) return
        wasPressed = true
        // Prevents the click that would close the image that was just pressed.
        event.preventDefault()
      })
      const end = (event: Event) => {
        // A tap on the image was too short for a long press, or is the end of one.
        if (event.target === image) return
        if (event instanceof KeyboardEvent && event.key !== 'Escape') return
        event.preventDefault()
        if (wasPressed) resolve()
        else {
          const message = `The user closed ${photo} without a long press on it.`
          reject(new SaveError('cancelled', message, { details: { code: 'long-press-missing', photo } }))
        }
      }
      on(dialog, 'cancel click', end)
      on(document, 'keydown', end)
      on(signal, 'abort', () => reject(cancelled(signal)))
      on(image, 'error', () => {
        const message = `Cannot show ${photo}: the browser does not decode it, or the page's Content-Security-Policy lacks "img-src data: blob:".`
        reject(new SaveError('unimplemented', message, { details: { code: 'image-not-shown', photo } }))
      })
      image.src = url
      document.body.append(host)
      dialog.showModal?.()
      button.focus()
    })
  } finally {
    listening.abort()
    host.remove()
    URL.revokeObjectURL(url)
    if (focused instanceof HTMLElement) focused.focus()
  }
}

/** Styled through the CSSOM, which no Content-Security-Policy forbids, in a shadow root, where no style of the page applies. */
function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  style: string,
  attributes: Record<string, string> = {},
  text = '',
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag)
  created.style.cssText = style
  created.textContent = text
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value)
  return created
}
