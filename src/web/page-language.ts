/** A language tag such as `zh-CN`: the language of the page, else that of the browser. Empty on a server without one. */
export const pageLanguage = () =>
  (typeof document === 'object' && document.documentElement.lang) || (globalThis.navigator?.language ?? '')
