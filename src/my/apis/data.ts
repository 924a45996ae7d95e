import { toBase64 } from '../../util/encoding.ts'
import { type Api, displayText, invalidParameter, type Value } from '../api.ts'
import type { AsyncApi, OptionalApi } from '../call.ts'

export type GetClipboard = OptionalApi<object, { text: string }>
export type SetClipboard = AsyncApi<{ text: string }, { success: true }>

const SINCE = '2.7.3'

/** Synchronous. Throws for anything but a buffer or a view, as documented for all synchronous APIs. */
const arrayBufferToBase64 = {
  since: SINCE,
  make: () => (buffer: unknown) => {
    let bytes: Uint8Array
    try {
      bytes = ArrayBuffer.isView(buffer)
        ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
        : new Uint8Array(ArrayBuffer.prototype.slice.call(buffer as ArrayBuffer, 0))
    } catch {
      throw invalidParameter('my.arrayBufferToBase64: pass an ArrayBuffer.')
    }
    return toBase64(bytes)
  },
} satisfies Value

const base64ToArrayBuffer = {
  since: SINCE,
  make: () => (text: unknown) => {
    try {
      return Uint8Array.from(atob(text as string), (char) => char.charCodeAt(0)).buffer
    } catch {
      throw invalidParameter('my.base64ToArrayBuffer: the string is not Base64.')
    }
  },
} satisfies Value

/** The text that each `my` has copied, on hosts without a clipboard. */
const clipboards = new WeakMap<object, string>()

const getClipboard: Api<never> = {
  options: [],
  returns: ['text'],
  run: async (_input, _call, { screen }) => ({
    text: screen.readClipboard ? displayText(await screen.readClipboard()) : (clipboards.get(screen) ?? ''),
  }),
}

const setClipboard: Api<'text'> = {
  options: ['text'],
  returns: ['success'],
  async run({ text }, _call, { screen }) {
    if (screen.writeClipboard) await screen.writeClipboard(displayText(text))
    else clipboards.set(screen, displayText(text))
    return { success: true }
  },
}

export const apis = { arrayBufferToBase64, base64ToArrayBuffer, getClipboard, setClipboard }
