import { signal } from '@preact/signals'
import { toSaveError } from '../../../src/core/errors.ts'
import { localize } from '../../../src/i18n/localize.ts'
import { language, texts } from '../texts/index.ts'

/** Pictures and fonts that the app's styles refer to by URL. A phone loads them from any origin; a web page cannot. */
export interface StyleAssets {
  /** Replaces the URLs in CSS with those of loaded files. Depends on a signal that changes when a file has arrived. */
  resolve(css: string): string
  /** Adds the fonts of a style sheet to the page, since `@font-face` has no effect inside of a shadow root. */
  addFonts(css: string): void
  dispose(): void
}

export interface StyleAssetsHost {
  /** Loads a file by URL or by a path of the app. */
  load(path: string): Promise<Blob>
  report(message: string): void
}

const URLS = /url\(\s*(["']?)([^"')]+)\1\s*\)/gi
const FONT_FACES = /@font-face\s*\{([^}]*)\}/gi
/** Replaces a picture that has not arrived. */
const NOTHING = 'linear-gradient(#0000, #0000)'

export function createStyleAssets({ load, report }: StyleAssetsHost): StyleAssets {
  const loaded = signal<ReadonlyMap<string, string>>(new Map())
  const requested = new Set<string>()
  const fonts = new Map<string, FontFace | undefined>()

  function request(url: string): void {
    if (requested.has(url)) return
    requested.add(url)
    load(url).then(
      (blob) => {
        loaded.value = new Map([...loaded.peek(), [url, URL.createObjectURL(blob)]])
      },
      (error: unknown) =>
        void messageOf(error).then((reason) => report(texts.value.log.notes.noStyleImage(url, reason))),
    )
  }

  async function addFont(face: string): Promise<void> {
    const family = /font-family\s*:\s*["']?([^;"']+)/i.exec(face)?.[1]?.trim()
    const urls = [...face.matchAll(URLS)].map(([, , url = '']) => url)
    const key = `${family} ${urls[0]}`
    if (!family || urls.length === 0 || fonts.has(key)) return
    fonts.set(key, undefined)
    // The formats that every browser supports, smallest first.
    const best = ['woff2', 'woff', 'ttf'].map((type) => urls.find((url) => new RegExp(`[./]${type}\\b`, 'i').test(url)))
    const url = best.find((found) => found !== undefined) ?? urls[0]!
    try {
      const weight = /font-weight\s*:\s*([^;]+)/i.exec(face)?.[1]?.trim()
      const style = /font-style\s*:\s*([^;]+)/i.exec(face)?.[1]?.trim()
      const font = new FontFace(family, await (await load(url.startsWith('//') ? `https:${url}` : url)).arrayBuffer(), {
        ...(weight && { weight }),
        ...(style && { style }),
      })
      fonts.set(key, await font.load())
      document.fonts.add(font)
    } catch (error) {
      report(texts.value.log.notes.noFont(family, url.slice(0, 100), await messageOf(error)))
    }
  }

  return {
    resolve(css) {
      if (!/url\(/i.test(css)) return css
      return css.replace(FONT_FACES, '').replace(URLS, (whole, _quote: string, given: string) => {
        const url = given.startsWith('//') ? `https:${given}` : given
        if (!/^(https?:|\/)/i.test(url)) return whole
        request(url)
        const blob = loaded.value.get(url)
        return blob === undefined ? NOTHING : `url("${blob}")`
      })
    },
    addFonts(css) {
      for (const [, face = ''] of css.matchAll(FONT_FACES)) void addFont(face)
    },
    dispose() {
      for (const url of loaded.peek().values()) URL.revokeObjectURL(url)
      for (const font of fonts.values()) if (font) document.fonts.delete(font)
    },
  }
}

const messageOf = (error: unknown) => localize(toSaveError(error), language.value)
