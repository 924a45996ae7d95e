import type { DryRun, Target } from './dry-run.ts'

interface Pattern {
  readonly source: unknown
  readonly repetition: string | null
  matrix?: DOMMatrix2DInit
}

/** The source of each pattern. Its image may still have to be fetched. */
const patterns = new WeakMap<object, Pattern>()

/** The path of the image in a pattern, if the value is a pattern. */
export const patternPath = (paint: unknown): unknown => patterns.get(Object(paint))?.source

/** The value to set: a pattern is created with its image, anything else is unchanged. `undefined` if the image is missing. */
export function paintFor(target: Target, value: unknown, pictureOf: (source: unknown) => unknown): unknown {
  const pattern = patterns.get(Object(value))
  if (!pattern) return value
  const picture = pictureOf(pattern.source)
  const made = picture === undefined ? null : target.createPattern(picture as ImageBitmap, pattern.repetition)
  if (pattern.matrix) made?.setTransform(pattern.matrix)
  return made ?? undefined
}

/** The methods that create gradients and patterns of the browser. An invalid value is reported and does not throw. */
export function createPaints({ scratch, picture, attempt }: DryRun) {
  function gradient(name: string, args: number[], make: () => CanvasGradient): CanvasGradient {
    const made = attempt(name, args, make) ?? scratch.createLinearGradient(0, 0, 0, 0)
    const { addColorStop } = made
    return Object.assign(made, {
      addColorStop: (...stop: [number, string]) =>
        void attempt('addColorStop', stop, () => addColorStop.apply(made, stop)),
    })
  }

  return {
    createLinearGradient: (...args: [number, number, number, number]) =>
      gradient('createLinearGradient', args, () => scratch.createLinearGradient(...args)),
    createRadialGradient: (...args: [number, number, number, number, number, number]) =>
      gradient('createRadialGradient', args, () => scratch.createRadialGradient(...args)),
    createCircularGradient: (...args: [number, number, number]) => {
      const [x, y, radius] = args
      return gradient('createCircularGradient', args, () => scratch.createRadialGradient(x, y, 0, x, y, radius))
    },
    createPattern(source: unknown, repetition: string | null): CanvasPattern {
      const make = (how: string | null) => scratch.createPattern(picture, how)!
      const made = attempt('createPattern', [source, repetition], () => make(repetition))
      if (!made) return make(null)
      const pattern: Pattern = { source, repetition }
      const { setTransform } = made
      patterns.set(made, pattern)
      return Object.assign(made, {
        setTransform(matrix?: DOMMatrix2DInit) {
          const isAccepted = attempt('setTransform', [matrix], () => {
            setTransform.call(made, matrix)
            return true
          })
          if (isAccepted && matrix) pattern.matrix = matrix
        },
      })
    },
  }
}
