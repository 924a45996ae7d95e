/** The URL, or `undefined` if the text is not one. `URL.parse` is missing before Chromium 126 and Safari 18. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
