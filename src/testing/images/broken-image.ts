import { ascii, big, join } from './bytes.ts'
import { createImage } from './create-image.ts'

/** What is no image, each in a way that apps meet. */
const MAKERS = {
  /** Nothing at all. */
  empty: () => new Uint8Array(),
  /** A JPEG whose download ended early. */
  cut: () => createImage('jpeg', { width: 640, height: 480 }).slice(0, -100),
  /** The first bytes of a PNG. */
  head: () => createImage('png').slice(0, 20),
  /** A page that says that there is no such picture, as servers send it with status 200. */
  html: () => text('<!doctype html><title>404</title><p>Not found'),
  json: () => text('{"error":"expired"}'),
  /** An image for a browser, and none for an album. */
  svg: () => text('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'),
  video: () => join(big(4, 20), ascii('ftypmp42\0\0\0\0isom'), big(4, 16), ascii('mdat\0\0\0\0\0\0\0\0')),
}

export type BrokenKind = keyof typeof MAKERS

export const brokenKinds = /* @__PURE__ */ Object.keys(MAKERS) as readonly BrokenKind[]

/** Bytes that no album takes (C28), new for every call. */
export function brokenImage(kind: BrokenKind): Uint8Array {
  if (!Object.hasOwn(MAKERS, kind)) {
    throw new RangeError(`There is no broken image "${kind}": there are ${brokenKinds.join(', ')}.`)
  }
  return MAKERS[kind]()
}

function text(content: string): Uint8Array {
  return Uint8Array.from(ascii(content))
}
