/** A language tag such as `zh-CN`: the language of the page, or else of the browser. Empty on a server. */
export const pageLanguage = () =>
  (typeof document === 'object' && document.documentElement.lang) || (globalThis.navigator?.language ?? '')
