/** What this page runs in, as far as it changes the way that a photo takes. Asked per call: nothing is remembered. */

const agent = () => navigator.userAgent

export const hasDocument = () => typeof document === 'object'

/** A tag such as `zh-CN`: what the page is written in, before what its reader set up. */
export const pageLanguage = () => (hasDocument() && document.documentElement.lang) || navigator.language

/** iPadOS calls itself a Macintosh; no Macintosh has a touch screen. */
export const isApple = () =>
  /iP(hone|ad|od)/.test(agent()) || (/Macintosh/.test(agent()) && navigator.maxTouchPoints > 1)

/** Started from the home screen of an iPhone or iPad. */
export const isHomeScreenApp = () => (navigator as { standalone?: boolean }).standalone === true

/**
 * Inside an app and not a browser: Android's WebView names itself `wv`, Apple's leaves out `Safari/` (as does an app on
 * the home screen, which is none), and these apps bring their own.
 */
export const isWebView = () =>
  /; wv\)|MicroMessenger|\bQQ\/|Weibo|DingTalk|AlipayClient/.test(agent()) ||
  !(/Safari\/|Firefox\//.test(agent()) || isHomeScreenApp())

/** A phone or a tablet: what it is pointed at with first is a finger. */
export const isTouch = () => typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches

/** Inside the real Alipay, whose bridge appears some time after the page. */
export const isInAlipay = () => 'AlipayJSBridge' in globalThis || (hasDocument() && /AlipayClient/.test(agent()))
