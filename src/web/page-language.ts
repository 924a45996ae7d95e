/** A language tag such as `zh-CN`: the language of the page, else that of the browser. */
export const pageLanguage = () => (typeof document === 'object' && document.documentElement.lang) || navigator.language
