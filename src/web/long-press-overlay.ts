import { cancelled, SaveError, throwIfCancelled } from '../core/errors.ts'
import { invalidOption } from '../core/validation.ts'
import { dataUrlOf } from './data-url.ts'
import { pageLanguage } from './place.ts'

const TEXTS = {
  zh: { hint: '长按图片保存到相册', close: '关闭' },
  en: { hint: 'Press and hold the image to save it', close: 'Close' },
}

/** In bytes. A longer `data:` URL is more than a phone's WebView shows; many apps offer no "save image" for `blob:`. */
const LONGEST_DATA_URL = 20 << 20

/** A finger that rests this long on the image has brought up the phone's menu, in ms. */
const LONG = 500

const DIALOG =
  'position:fixed;inset:0;z-index:2147483647;box-sizing:border-box;width:100%;height:100%;max-width:none;max-height:none;' +
  'margin:0;border:0;padding:max(16px,env(safe-area-inset-top)) 16px max(16px,env(safe-area-inset-bottom));display:flex;' +
  'flex-direction:column;align-items:center;justify-content:center;gap:16px;background:rgba(0,0,0,.95);color:#fff;' +
  'font:17px/1.4 system-ui,sans-serif;text-align:center'
// What a page's style may have taken from its images: the phone's own menu.
const IMAGE =
  'min-height:0;max-width:100%;object-fit:contain;-webkit-touch-callout:default;-webkit-user-select:auto;user-select:auto'
const HINT = 'margin:0'
const BUTTON =
  'min-width:88px;min-height:44px;padding:0 20px;border:1px solid #fff;border-radius:22px;background:transparent;' +
  'color:inherit;font:inherit;cursor:pointer'

/** Resolves when the person closed the overlay after a long press; closing it without one is a cancel. */
export async function longPressed(file: File, language: 'zh' | 'en' | undefined, signal: AbortSignal): Promise<void> {
  const chosen = language ?? (/^zh/i.test(pageLanguage()) ? 'zh' : 'en')
  if (!Object.hasOwn(TEXTS, chosen)) throw invalidOption('longPress', 'language', language, ['zh', 'en'])
  const { hint, close } = TEXTS[chosen]
  const url = file.size > LONGEST_DATA_URL ? URL.createObjectURL(file) : await dataUrlOf(file)
  // A modal <dialog> brings focus, Escape, the phone's back button and an inert page along. Where there is none
  // (iOS before 15.4), the element is just a box with the same role.
  const dialog = element('dialog', DIALOG, { role: 'dialog', 'aria-modal': 'true', 'aria-label': hint, lang: chosen })
  const image = element('img', IMAGE, { alt: file.name, tabindex: '0' })
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
      let touched = Number.POSITIVE_INFINITY
      // Android and the desktop say that their menu opens. iOS says nothing: there the touch is taken away or rests.
      on(image, 'contextmenu dragstart touchcancel', () => {
        wasPressed = true
      })
      on(image, 'touchstart', ({ timeStamp }) => {
        touched = timeStamp
      })
      on(image, 'touchend', (event) => {
        if (event.timeStamp - touched < LONG) return
        wasPressed = true
        // No click follows, which would close what the person has just pressed.
        event.preventDefault()
      })
      const end = (event: Event) => {
        // A tap on the picture is a press that was too short, or what follows a long one.
        if (event.target === image) return
        if (event instanceof KeyboardEvent && event.key !== 'Escape') return
        event.preventDefault()
        if (wasPressed) resolve()
        else reject(new SaveError('cancelled', `The person closed ${file.name} without a long press on it.`))
      }
      on(dialog, 'cancel click', end)
      on(document, 'keydown', end)
      on(signal, 'abort', () => reject(cancelled(signal)))
      on(image, 'error', () => {
        const message = `${file.name} cannot be shown: the browser does not decode it, or the page's Content-Security-Policy lacks "img-src data: blob:".`
        reject(new SaveError('unimplemented', message))
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

/** Styled through the CSSOM, which no Content-Security-Policy forbids; in a shadow root, where no page's style reaches. */
function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  style: string,
  attributes: Record<string, string> = {},
  text = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  made.style.cssText = style
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}
