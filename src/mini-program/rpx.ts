import { RPX } from './types.ts'

/** Strings and addresses are left alone; everything else that is measured in `rpx` follows the width of the page. */
const LENGTHS = /"[^"]*"|'[^']*'|url\([^)]*\)|(?<![\w.#-])([+-]?(?:\d+\.?\d*|\.\d+))rpx\b/gi

/** `20rpx` in the value of a style is `calc(20 * var(--rpx))`. */
export function compileRpx(value: string): string {
  if (!value.includes('rpx') && !value.includes('RPX')) return value
  return value.replace(LENGTHS, (text, number: string | undefined) =>
    number === undefined ? text : `calc(${Number(number)} * var(${RPX}))`,
  )
}

/** Media queries know no variables: half a pixel, as on the screen that designs are made for. */
export function rpxToPixels(value: string): string {
  return value.replace(LENGTHS, (text, number: string | undefined) =>
    number === undefined ? text : `${Number(number) / 2}px`,
  )
}
