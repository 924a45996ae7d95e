import type { Json } from '../../../src/mini-program/types.ts'
import { isObject } from '../../../src/util/shapes.ts'

type Marks = { readonly [name: string]: Json }

/** The `marks` of nodes of a `rich-text`, by their elements. */
const marked = new WeakMap<Element, Marks>()

/** An element may be that of another node by now, without marks. */
export function setMarks(element: Element | null, marks: Json | undefined): void {
  if (!element) return
  if (isObject(marks)) marked.set(element, marks as Marks)
  else marked.delete(element)
}

/** `event.detail.marks` of a tap: those of the elements on its path, the inner ones before the outer ones. */
export function marksAt(path: readonly EventTarget[]): Marks | undefined {
  const found = path.flatMap((each) => (each instanceof Element ? (marked.get(each) ?? []) : []))
  return found.length > 0 ? Object.assign({}, ...found.toReversed()) : undefined
}
