import { UsageError } from './command.ts'

const SIZES: { readonly [unit: string]: number } = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}
const TIMES: { readonly [unit: string]: number } = { ms: 1, '': 1e3, s: 1e3, m: 6e4, min: 6e4, h: 36e5 }

/** 24 days, in milliseconds: a timer counts no further, and would ring at once. */
const LONGEST = 2 ** 31 - 1

/** `20MB` in bytes. A bare number is bytes. */
export const bytesOf = (name: string, text: string) =>
  Math.floor(read(name, text, SIZES, 'a size such as 20MB or 1.5GiB'))

/** `90s` in milliseconds. A bare number is seconds. */
export const millisecondsOf = (name: string, text: string) =>
  Math.min(LONGEST, read(name, text, TIMES, 'a time such as 500ms, 30s, 2min or 1h'))

/** `6`: a whole number from 1. More than the most is the most. */
export function countOf(name: string, text: string, most: number): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${name} takes a whole number from 1 to ${most}, not "${text}".`)
  return Math.min(Number(text), most)
}

function read(name: string, text: string, units: { readonly [unit: string]: number }, example: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? []
  const value = Number(number) * (units[unit.toLowerCase()] ?? Number.NaN)
  // Less than one byte, or one millisecond, is none.
  if (!(value >= 1)) throw new UsageError(`${name} takes ${example}, not "${text}".`)
  return value
}

/** `1.2 MB`: decimal units, as the file managers of macOS and GNOME count. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < 4) {
    value /= 1000
    unit++
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${['B', 'kB', 'MB', 'GB', 'TB'][unit]}`
}

/** `8 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
