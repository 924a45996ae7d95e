/**
 * Detects the environment of this page, as far as it matters for the delivery of a photo. Checked on every call, never cached.
 */

const userAgent = () => navigator.userAgent

export const hasDocument = () => typeof document === 'object'

/** A server imports the modules of a page to render it. */
export const place = () => (hasDocument() ? 'page' : 'importScripts' in globalThis ? 'worker' : 'server')

/** An iPhone, iPod or iPad. iPadOS reports a Macintosh, but no Macintosh has a touch screen. */
export const isAppleMobile = () =>
  /iP(hone|ad|od)/.test(userAgent()) || (/Macintosh/.test(userAgent()) && navigator.maxTouchPoints > 1)

/** Started from the home screen of an iPhone or iPad. */
export const isHomeScreenApp = () => (navigator as { standalone?: boolean }).standalone === true

/**
 * Whether the page is inside of an app that is not a browser: Android's WebView contains `wv`, and Apple's lacks `Safari/` (as
 * do apps on the home screen, which are not WebViews). The listed apps have their own browser engines.
 */
export const isWebView = () =>
  /; wv\)|MicroMessenger|\bQQ\/|Weibo|DingTalk|AlipayClient/.test(userAgent()) ||
  !(/Safari\/|Firefox\//.test(userAgent()) || isHomeScreenApp())

/** Whether this is a phone or tablet, whose primary pointer is a finger. */
export const isTouchScreen = () => typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches

/** Whether the page is inside the real Alipay. Its bridge appears some time after the page has loaded. */
export const isInAlipay = () => 'AlipayJSBridge' in globalThis || (hasDocument() && /AlipayClient/.test(userAgent()))

/** Missing in older browsers, such as Safari before 16.4. */
const userActivation = () => (navigator as Partial<Navigator>).userActivation

/** Whether the browser reports user activation. If it does not, an action may have been refused for lack of a tap. */
export const reportsUserActivation = () => userActivation() !== undefined

/** Whether the user has just tapped or typed. If the browser does not report it, the only way to know is to try. */
export const hasUserActivation = () => userActivation()?.isActive ?? true

/** A sandboxed frame without `allow-same-origin`. A page opened from a file has no origin either, but is not sandboxed. */
const hasOpaqueOrigin = () => globalThis.origin === 'null' && location.protocol !== 'file:'

/**
 * Whether the sandbox of a frame around this page allows downloads. Otherwise browsers drop them silently (whatwg/html#5513).
 * `undefined` if a parent of another origin makes it impossible to know.
 */
export function sandboxAllowsDownloads(): boolean | undefined {
  if (hasOpaqueOrigin()) return undefined
  try {
    for (let view: Window = window; view !== view.parent; view = view.parent) {
      const frame = view.frameElement
      if (!frame) return undefined
      const { sandbox } = frame as HTMLIFrameElement
      if (frame.hasAttribute('sandbox') && !sandbox.contains('allow-downloads')) return false
    }
    return true
  } catch {
    return undefined
  }
}

/** The IndexedDB database of `remembered-folder.ts`. */
export const FOLDER_DATABASE = 'photosalbum'

/** Whether an earlier visit remembered a folder. Checked without opening the database, which would create it. */
export async function hasRememberedFolder(): Promise<boolean> {
  // In a sandboxed frame, `databases()` leaves a rejection in Chromium that cannot be handled.
  if (globalThis.origin === 'null') return false
  const databases = (await globalThis.indexedDB?.databases?.().catch(() => [])) ?? []
  return databases.some(({ name }) => name === FOLDER_DATABASE)
}
