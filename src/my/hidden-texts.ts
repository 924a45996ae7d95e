/** The options whose text the user would see. Only strings and numbers are shown. */
const TEXTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['alert', ['title', 'content', 'buttonText']],
  ['confirm', ['title', 'content', 'confirmButtonText', 'cancelButtonText']],
  ['prompt', ['title', 'message', 'placeholder', 'okButtonText', 'cancelButtonText']],
  ['showModal', ['title', 'content', 'confirmText', 'cancelText', 'placeholderText']],
  ['showActionSheet', ['title', 'cancelButtonText']],
  ['showToast', ['content']],
  ['showLoading', ['content']],
])

/** The visible options of a call whose values are not strings or numbers, and are therefore not shown. */
export function hiddenTexts(api: string, options: object): string[] {
  const hidden = (value: unknown) => value !== null && !/^(string|number|undefined)$/.test(typeof value)
  return (TEXTS.get(api) ?? []).filter((option) => hidden(Reflect.get(options, option)))
}
