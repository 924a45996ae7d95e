import { REM, RPX, SAFE_AREA_INSET, VIEWPORT_UNIT } from './types.ts'

/**
 * Matches strings and URLs, which stay as they are, and lengths that depend on the size of the page: `rpx`, `rem`, the units of
 * the viewport, and the insets of the safe area.
 */
const LENGTHS =
  /"[^"]*"|'[^']*'|url\([^)]*\)|(?<![\w.#-])([+-]?(?:\d+\.?\d*|\.\d+))(rpx|rem|[sld]?v(?:w|h|i|b|min|max))\b|\b(?:env|constant)\(\s*safe-area-inset-(top|right|bottom|left)\b/gi

/** A quick check whether a value may contain such lengths. Most do not. */
const MAY_HAVE_LENGTHS = /rpx|[\d.](?:rem|[sld]?v[whibm])|safe-area/i

/** The inline and block units as physical ones. Text is always horizontal. */
const SYNONYMS: Readonly<Record<string, string>> = { vi: 'vw', vb: 'vh' }

/**
 * Compiles the lengths in a value of a style: `20rpx` becomes `calc(20 * var(--rpx))`, and `100vh` becomes `calc(100 *
 * var(--mp-vh))`, because the viewport of an app is its page.
 */
export function compileLengths(value: string): string {
  if (!MAY_HAVE_LENGTHS.test(value)) return value
  return value.replace(LENGTHS, (text, number?: string, unit?: string, side?: string) => {
    if (side !== undefined) return `var(${SAFE_AREA_INSET}${side.toLowerCase()}`
    return number === undefined ? text : `calc(${Number(number)} * var(${variableOf(unit!.toLowerCase())}))`
  })
}

function variableOf(unit: string): string {
  if (unit === 'rpx') return RPX
  if (unit === 'rem') return REM
  const name = unit.replace(/^[sld]/, '')
  return VIEWPORT_UNIT + (SYNONYMS[name] ?? name)
}

/** Media queries do not support variables, so 1rpx is half a pixel, as on the 375 px screen of most designs. */
export function rpxToPixels(value: string): string {
  return value.replace(LENGTHS, (text, number?: string, unit?: string) =>
    unit?.toLowerCase() === 'rpx' ? `${Number(number) / 2}px` : text,
  )
}
