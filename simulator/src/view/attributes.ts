import { compileLengths } from '../../../src/mini-program/lengths.ts'
import type { Json } from '../../../src/mini-program/types.ts'
import { scaleFonts } from './font-scale.ts'
import type { Attributes } from './nodes.ts'

/** Converts attributes to their documented types. A template may pass a string instead of a boolean or a number. */

export function booleanOf(value: Json | undefined, byDefault = false): boolean {
  if (value === undefined || value === null) return byDefault
  // In AXML, an attribute without a value is true, and so is the string "false".
  return typeof value === 'string' ? value !== '' || byDefault : Boolean(value)
}

export function numberOf(value: Json | undefined, byDefault: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number.parseFloat(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : byDefault
}

export function textOf(value: Json | undefined, byDefault = ''): string {
  if (value === undefined || value === null) return byDefault
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/** A length: a number is in pixels, a string may have any CSS unit. */
export function lengthOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const text = String(value).trim()
  if (/^-?[\d.]+$/.test(text)) return `${text}px`
  return compileLengths(text)
}

/** `class`, `style`, `id`, `data-…` and `aria-…`, which every component sets on its element. */
export function commonAttributes(attributes: Attributes, scope: string | undefined): { [name: string]: unknown } {
  const common: { [name: string]: unknown } = {}
  for (const name in attributes) {
    if (name === 'style') common.style = scaleFonts(textOf(attributes.style))
    else if (isPassedOn(name)) common[name] = textOf(attributes[name])
  }
  if (booleanOf(attributes.hidden)) common.hidden = true
  if (scope !== undefined) common['data-scope'] = scope
  return common
}

const isPassedOn = (name: string): boolean =>
  name === 'class' ||
  name === 'id' ||
  name === 'role' ||
  name === 'slot' ||
  ((name.startsWith('data-') || name.startsWith('aria-')) && /^\w+-[\p{L}\p{N}_.:-]+$/u.test(name))
