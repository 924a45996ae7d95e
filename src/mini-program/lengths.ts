import { REM, RPX, SAFE_AREA_INSET, VIEWPORT_UNIT } from './types.ts'

/**
 * Strings and addresses are left alone. Everything else that is measured by the page follows the page: lengths in `rpx`,
 * in `rem` and in parts of the viewport, and the insets of the safe area.
 */
const LENGTHS =
  /"[^"]*"|'[^']*'|url\([^)]*\)|(?<![\w.#-])([+-]?(?:\d+\.?\d*|\.\d+))(rpx|rem|[sld]?v(?:w|h|i|b|min|max))\b|\b(?:env|constant)\(\s*safe-area-inset-(top|right|bottom|left)\b/gi

/** Whether a value could have any of them. Most have none. */
const MAY_HAVE_LENGTHS = /rpx|[\d.](?:rem|[sld]?v[whibm])|safe-area/i

/** The units of the text direction, which is horizontal. */
const SYNONYMS: Readonly<Record<string, string>> = { vi: 'vw', vb: 'vh' }

/** `20rpx` in the value of a style is `calc(20 * var(--rpx))`, `100vh` likewise. The viewport is that of the page. */
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

/** Media queries know no variables: half a pixel, as on the screen that designs are made for. */
export function rpxToPixels(value: string): string {
  return value.replace(LENGTHS, (text, number?: string, unit?: string) =>
    unit?.toLowerCase() === 'rpx' ? `${Number(number) / 2}px` : text,
  )
}
