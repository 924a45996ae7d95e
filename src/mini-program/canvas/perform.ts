import type { Description } from '../../core/problem-details.ts'
import { callOf, type Property, reasonIn, type Target } from './dry-run.ts'
import type { Wording } from './graphics.ts'
import { paintFor, patternPath } from './paints.ts'
import type { LoadPicture } from './pictures.ts'

/** A recorded call or property of a context. */
export type Step =
  | { readonly set: Property; readonly value: unknown }
  | { readonly call: string; readonly args: readonly unknown[] }

/** The images of a drawing that could be loaded, by path. */
export type Pictures = ReadonlyMap<string, ImageBitmap>

export async function fetchPictures(steps: readonly Step[], load: LoadPicture): Promise<Pictures> {
  const pictures = new Map<string, ImageBitmap>()
  const sources = steps.map((step) => {
    if ('set' in step) return patternPath(step.value)
    return step.call === 'drawImage' ? step.args[0] : undefined
  })
  const paths = new Set(sources.filter((source) => typeof source === 'string'))
  // A failure is already in the log, and the rest is drawn, as on a phone.
  const fetched = [...paths].map((path) => load(path).then((picture) => pictures.set(path, picture)))
  await Promise.allSettled(fetched)
  return pictures
}

/** Performs one step. A failure is reported and does not stop the others. */
export function perform(
  target: Target,
  step: Step,
  pictures: Pictures,
  { warn, wording }: { warn(description: Description): void; wording: Wording },
): void {
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
    const code = 'set' in step ? step.set : callOf(step.call, step.args, wording)
    const problem = reasonIn(thrown)
    warn({
      message: `CanvasContext: ${code} could not be drawn: ${problem}`,
      details: { code: 'canvas-step-failed', step: code, problem },
    })
  }
}
