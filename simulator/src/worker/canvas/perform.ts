import { paintFor, patternPath } from './paints.ts'
import type { LoadPicture } from './pictures.ts'
import { callOf, type Property, reasonIn, type Target } from './rehearsal.ts'

/** What a context was told to do. */
export type Step =
  | { readonly set: Property; readonly value: unknown }
  | { readonly call: string; readonly args: readonly unknown[] }

/** The pictures of a drawing that could be had, by their paths. */
export type Pictures = ReadonlyMap<string, ImageBitmap>

export async function fetchPictures(steps: readonly Step[], load: LoadPicture): Promise<Pictures> {
  const pictures = new Map<string, ImageBitmap>()
  const sources = steps.map((step) => {
    if ('set' in step) return patternPath(step.value)
    return step.call === 'drawImage' ? step.args[0] : undefined
  })
  const paths = new Set(sources.filter((source) => typeof source === 'string'))
  // Of one that cannot be had the log has told, and the rest is drawn, as on a phone.
  const fetched = [...paths].map((path) => load(path).then((picture) => pictures.set(path, picture)))
  await Promise.allSettled(fetched)
  return pictures
}

/** Does one step. Whatever is wrong with it is told, and keeps no other from being done. */
export function perform(target: Target, step: Step, pictures: Pictures, warn: (message: string) => void): void {
  const pictureOf = (source: unknown) => (typeof source === 'string' ? pictures.get(source) : source)
  try {
    if ('set' in step) {
      const paint = paintFor(target, step.value, pictureOf)
      if (paint !== undefined) target[step.set] = paint as never
      return
    }
    const [first, ...others] = step.args
    const args = step.call === 'drawImage' ? [pictureOf(first), ...others] : step.args
    if (step.call === 'drawImage' && args[0] === undefined) return
    const method = target[step.call] as (...args: unknown[]) => unknown
    method.apply(target, [...args])
  } catch (thrown) {
    const what = 'set' in step ? step.set : callOf(step.call, step.args)
    warn(`CanvasContext: ${what} could not be drawn: ${reasonIn(thrown)}`)
  }
}
