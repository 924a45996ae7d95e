import type { Rehearsal, Target } from './rehearsal.ts'

interface Pattern {
  readonly source: unknown
  readonly repetition: string | null
  matrix?: DOMMatrix2DInit
}

/** What each pattern that an app has stands for: its picture may still have to be fetched. */
const patterns = new WeakMap<object, Pattern>()

/** The path of the picture in a pattern, where it is one. */
export const patternPath = (paint: unknown): unknown => patterns.get(Object(paint))?.source

/** What is to be set: a pattern with its picture, anything else as it is. Nothing where the picture is not there. */
export function paintFor(target: Target, value: unknown, pictureOf: (source: unknown) => unknown): unknown {
  const pattern = patterns.get(Object(value))
  if (!pattern) return value
  const picture = pictureOf(pattern.source)
  const made = picture === undefined ? null : target.createPattern(picture as ImageBitmap, pattern.repetition)
  if (pattern.matrix) made?.setTransform(pattern.matrix)
  return made ?? undefined
}

/** What makes gradients and patterns. They are those of the browser, and a wrong value does not throw. */
export function createPaints({ stage, picture, attempt }: Rehearsal) {
  function gradient(name: string, args: number[], make: () => CanvasGradient): CanvasGradient {
    const made = attempt(name, args, make) ?? stage.createLinearGradient(0, 0, 0, 0)
    return Object.assign(made, {
      addColorStop: (...stop: [number, string]) =>
        void attempt('addColorStop', stop, () => CanvasGradient.prototype.addColorStop.apply(made, stop)),
    })
  }

  return {
    createLinearGradient: (...args: [number, number, number, number]) =>
      gradient('createLinearGradient', args, () => stage.createLinearGradient(...args)),
    createRadialGradient: (...args: [number, number, number, number, number, number]) =>
      gradient('createRadialGradient', args, () => stage.createRadialGradient(...args)),
    createCircularGradient: (...args: [number, number, number]) => {
      const [x, y, radius] = args
      return gradient('createCircularGradient', args, () => stage.createRadialGradient(x, y, 0, x, y, radius))
    },
    createPattern(source: unknown, repetition: string | null): CanvasPattern {
      const make = (how: string | null) => stage.createPattern(picture, how)!
      const made = attempt('createPattern', [source, repetition], () => make(repetition))
      if (!made) return make(null)
      const pattern: Pattern = { source, repetition }
      patterns.set(made, pattern)
      return Object.assign(made, {
        setTransform(matrix?: DOMMatrix2DInit) {
          const isHeeded = attempt('setTransform', [matrix], () => {
            CanvasPattern.prototype.setTransform.call(made, matrix)
            return true
          })
          if (isHeeded && matrix) pattern.matrix = matrix
        },
      })
    },
  }
}
