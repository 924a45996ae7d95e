import longPress from 'photosalbum/albums/long-press'
import { afterEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { errorOf } from './error-of.ts'
import { leavingNothing } from './left-behind.ts'

const never = new AbortController().signal

afterEach(() => {
  document.documentElement.lang = ''
})

/** The overlay's dialog, once it is shown. */
async function overlay(): Promise<HTMLDialogElement> {
  const find = () => [...document.body.children].flatMap((child) => child.shadowRoot?.querySelector('dialog') ?? [])[0]
  await expect.poll(find).toBeDefined()
  return find() as HTMLDialogElement
}
const part = <Tag extends keyof HTMLElementTagNameMap>(dialog: HTMLElement, tag: Tag) =>
  dialog.querySelector(tag) as HTMLElementTagNameMap[Tag]
const press = (dialog: HTMLElement) => part(dialog, 'img').dispatchEvent(new Event('contextmenu'))
const bytesOf = async (dialog: HTMLElement) =>
  new Uint8Array(await (await fetch(part(dialog, 'img').src)).arrayBuffer())

/** A user who presses every image, and closes the overlay. */
const pressed: { name: string; bytes: Uint8Array }[] = []
function person(): () => void {
  pressed.length = 0
  const seen = new WeakSet<Element>()
  const look = async () => {
    for (const { shadowRoot } of document.body.children) {
      const dialog = shadowRoot?.querySelector('dialog')
      if (!dialog || seen.has(dialog)) continue
      seen.add(dialog)
      pressed.push({ name: part(dialog, 'img').alt, bytes: await bytesOf(dialog) })
      press(dialog)
      part(dialog, 'button').click()
    }
  }
  const observer = new MutationObserver(() => void look())
  observer.observe(document.body, { childList: true })
  return () => observer.disconnect()
}

describeAlbum(
  { describe, test },
  {
    name: 'long-press',
    create() {
      const dispose = person()
      return { album: longPress(), photos: () => pressed, dispose }
    },
    exceptions: { bytes: 'the browser does not show every kind of image' },
  },
)

test('C17: is handed over once the user has pressed the image and closed the overlay, which leaves nothing behind', async () => {
  await leavingNothing(async () => {
    const adding = longPress().add(albumPhoto(), never)
    const dialog = await overlay()
    expect(part(dialog, 'img').src).toMatch(/^data:image\/png;base64,/)
    expect(await bytesOf(dialog)).toEqual(tinyImage('png'))
    press(dialog)
    part(dialog, 'button').click()
    expect(await adding).toEqual({ outcome: 'handed-over' })
  })
})

test('a touch on the image that is cancelled or held counts as opening the menu of the phone', async () => {
  await leavingNothing(async () => {
    for (const touches of [['touchcancel'], ['touchstart', 'touchend']]) {
      const adding = longPress().add(albumPhoto(), never)
      const dialog = await overlay()
      for (const [index, type] of touches.entries()) {
        const event = new Event(type, { bubbles: true, cancelable: true })
        Object.defineProperty(event, 'timeStamp', { value: 1000 + index * 600 })
        part(dialog, 'img').dispatchEvent(event)
      }
      dialog.click()
      expect(await adding).toEqual({ outcome: 'handed-over' })
    }
  })
})

test.each([
  ['the button', (dialog: HTMLDialogElement) => part(dialog, 'button').click()],
  ['a tap next to the image', (dialog: HTMLDialogElement) => dialog.click()],
  [
    'Escape',
    (dialog: HTMLDialogElement) =>
      dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true })),
  ],
  [
    "the phone's back button",
    (dialog: HTMLDialogElement) => dialog.dispatchEvent(new Event('cancel', { cancelable: true })),
  ],
])('closing by %s without a long press is a cancel, and leaves nothing behind', async (_, close) => {
  await leavingNothing(async () => {
    const adding = longPress().add(albumPhoto(), never)
    close(await overlay())
    expect(await errorOf(adding)).toMatchObject({ reason: 'cancelled', message: expect.stringContaining('photo.png') })
  })
})

test('a short tap on the image does not close the overlay', async () => {
  const adding = longPress().add(albumPhoto(), never)
  const dialog = await overlay()
  part(dialog, 'img').click()
  expect(dialog.isConnected).toBe(true)
  press(dialog)
  part(dialog, 'button').click()
  expect(await adding).toEqual({ outcome: 'handed-over' })
})

test('another key does not close the overlay', async () => {
  const adding = longPress().add(albumPhoto(), never)
  const dialog = await overlay()
  dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true }))
  expect(dialog.isConnected).toBe(true)
  dialog.click()
  await errorOf(adding)
})

test('an unknown language is rejected when the album is created', () => {
  expect(() => longPress({ language: 'zh-Hans' as never })).toThrow(
    'longPress: language is "zh-Hans". Pass "zh" or "en".',
  )
})

test('the overlay is a named dialog in the language of the page, which takes the focus and restores it', async () => {
  const button = document.body.appendChild(document.createElement('button'))
  button.focus()
  for (const [lang, hint, close] of [
    ['zh-CN', '长按图片保存到相册', '关闭'],
    ['en', 'Press and hold the image to save it', 'Close'],
  ]) {
    document.documentElement.lang = lang as string
    const adding = longPress().add(albumPhoto(), never)
    const dialog = await overlay()
    expect(dialog.getAttribute('aria-label')).toBe(hint)
    expect(dialog.getAttribute('aria-modal')).toBe('true')
    expect(dialog.textContent).toContain(hint)
    expect((dialog.getRootNode() as ShadowRoot).activeElement?.textContent).toBe(close)
    expect(part(dialog, 'img').alt).toBe('photo.png')
    dialog.click()
    await errorOf(adding)
    expect(document.activeElement).toBe(button)
  }
  button.remove()
})

test('the styles of the page do not apply to the overlay', async () => {
  const style = document.head.appendChild(document.createElement('style'))
  style.textContent = 'div { display: none !important; opacity: 0 !important; transform: scale(0) !important }'
  const adding = longPress().add(albumPhoto(), never)
  const dialog = await overlay()
  expect(dialog.checkVisibility({ checkOpacity: true })).toBe(true)
  expect(part(dialog, 'button').getBoundingClientRect().height).toBeGreaterThanOrEqual(44)
  dialog.click()
  await errorOf(adding)
  style.remove()
})

test('the language can be set', async () => {
  document.documentElement.lang = 'en'
  const adding = longPress({ language: 'zh' }).add(albumPhoto(), never)
  const dialog = await overlay()
  expect(dialog.lang).toBe('zh')
  dialog.click()
  await errorOf(adding)
})

test('overlapping saves show one overlay after another', async () => {
  await leavingNothing(async () => {
    const album = longPress()
    const adding = [album.add(albumPhoto({ stem: 'one' }), never), album.add(albumPhoto({ stem: 'two' }), never)]
    for (const name of ['one.png', 'two.png']) {
      await expect.poll(async () => part(await overlay(), 'img').alt).toBe(name)
      const dialog = await overlay()
      expect(document.querySelectorAll('body > div').length).toBeLessThan(3)
      press(dialog)
      part(dialog, 'button').click()
    }
    expect(await Promise.all(adding)).toEqual([{ outcome: 'handed-over' }, { outcome: 'handed-over' }])
  })
})

test('an abort closes the overlay', async () => {
  await leavingNothing(async () => {
    const controller = new AbortController()
    const adding = longPress().add(albumPhoto(), controller.signal)
    await overlay()
    controller.abort()
    expect(await errorOf(adding)).toMatchObject({ reason: 'cancelled' })
  })
})

test('a save that is aborted while it waits for its overlay leaves the others in order', async () => {
  await leavingNothing(async () => {
    const album = longPress()
    const controller = new AbortController()
    const first = album.add(albumPhoto({ stem: 'first' }), never)
    const second = album.add(albumPhoto({ stem: 'second' }), controller.signal)
    const third = album.add(albumPhoto({ stem: 'third' }), never)
    // When the first is shown, the others have been read.
    const dialog = await overlay()
    controller.abort()
    expect(await errorOf(second)).toMatchObject({ reason: 'cancelled' })
    expect(part(await overlay(), 'img').alt).toBe('first.png')
    dialog.click()
    await errorOf(first)
    await expect.poll(async () => part(await overlay(), 'img').alt).toBe('third.png')
    ;(await overlay()).click()
    await errorOf(third)
  })
})

test('an abort while the overlay is prepared prevents it', async () => {
  const { readAsDataURL } = FileReader.prototype
  const controller = new AbortController()
  FileReader.prototype.readAsDataURL = function (file) {
    readAsDataURL.call(this, file)
    controller.abort()
  }
  try {
    await leavingNothing(async () => {
      const error = await errorOf(longPress().add(albumPhoto(), controller.signal))
      expect(error).toMatchObject({ reason: 'cancelled' })
    })
  } finally {
    FileReader.prototype.readAsDataURL = readAsDataURL
  }
})

test('an image that the browser cannot decode is reported, and the overlay is removed', async () => {
  await leavingNothing(async () => {
    const error = await errorOf(longPress().add(albumPhoto({ bytes: new Uint8Array(500) }), never))
    expect(error).toMatchObject({ reason: 'unimplemented', message: expect.stringContaining('img-src data: blob:') })
  })
})

test('an image too long for a data: URL is shown through an object URL, which is revoked', async () => {
  await leavingNothing(async () => {
    const adding = longPress().add(albumPhoto({ bytes: imageOfSize((20 << 20) + 1) }), never)
    const dialog = await overlay()
    expect(part(dialog, 'img').src).toMatch(/^blob:/)
    press(dialog)
    dialog.click()
    expect(await adding).toEqual({ outcome: 'handed-over' })
  })
})
