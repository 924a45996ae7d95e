/** The URL, if the text is one. `URL.canParse` came later than the browsers inside many apps: Chromium 120, Safari 17. */
export function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
