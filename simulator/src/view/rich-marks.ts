import type { Json } from '../../../src/mini-program/types.ts'
import { isObject } from '../../../src/util/shapes.ts'

type Marks = { readonly [name: string]: Json }

/** The `marks` of the nodes of a `rich-text`, by element. */
const marked = new WeakMap<Element, Marks>()

/** Removes the marks if there are none, since the element may have been reused for another node. */
export function setMarks(element: Element | null, marks: Json | undefined): void {
  if (!element) return
  if (isObject(marks)) marked.set(element, marks as Marks)
  else marked.delete(element)
}

/** `event.detail.marks` of a tap: the marks of the elements in its path, with inner ones before outer ones. */
export function marksAt(path: readonly EventTarget[]): Marks | undefined {
  const found = path.flatMap((each) => (each instanceof Element ? (marked.get(each) ?? []) : []))
  return found.length > 0 ? Object.assign({}, ...found.toReversed()) : undefined
}
