import { inspect, linesOfApp } from '../inspect.ts'
import { CanvasImage } from './canvas-image.ts'

/** The standard context, by the names of its members. */
export type Target = OffscreenCanvasRenderingContext2D & { [name: string]: unknown }

export const FONT = '10px sans-serif'

/** What may be set, each with a value that no app sets: by it one sees whether another is heeded. */
const PROPERTIES = {
  fillStyle: '#010203',
  font: '7px fantasy',
  globalAlpha: 0.123,
  globalCompositeOperation: 'luminosity',
  lineCap: 'square',
  lineDashOffset: 0.123,
  lineJoin: 'bevel',
  lineWidth: 0.123,
  miterLimit: 0.123,
  shadowBlur: 0.123,
  shadowColor: '#010203',
  shadowOffsetX: 0.123,
  shadowOffsetY: 0.123,
  strokeStyle: '#010203',
  textAlign: 'end',
  textBaseline: 'ideographic',
} as const

export type Property = keyof typeof PROPERTIES
export const PROPERTY_NAMES = Object.keys(PROPERTIES) as Property[]

/** Where something was told of already. A worker is one run of the app. */
const told = new Set<string>()

/**
 * A canvas that nobody sees, on which every step is tried when the app tells it. It knows the state by which text is
 * measured, and what is wrong with a value while the line of the app that gave it is still known. The drawing itself
 * comes later, when its pictures are there.
 */
export function createRehearsal(warn: (message: string) => void) {
  const stage = new OffscreenCanvas(1, 1).getContext('2d') as Target
  /** Stands for a picture that has yet to come. */
  const picture = new OffscreenCanvas(1, 1)
  stage.font = FONT

  function complain(step: string, why: string): void {
    const where = linesOfApp(new Error())
      .map((line) => `\n${line}`)
      .join('')
    // A loop that draws would otherwise push everything else out of the log.
    if (told.has(where)) return
    if (where !== '') told.add(where)
    warn(`CanvasContext: ${step} is left out: ${why}${where}`)
  }

  /** Does a step. What is wrong with it is told, and the app goes on, as it does where all of this happens elsewhere. */
  function attempt<Result>(name: string, args: readonly unknown[], act: () => Result): Result | undefined {
    try {
      return act()
    } catch (thrown) {
      complain(callOf(name, args), reasonIn(thrown))
      return undefined
    }
  }

  /** A standard context ignores what makes no sense without a word. */
  function heeds(name: Property, value: unknown): boolean {
    const before = stage[name]
    stage[name] = value as never
    if (stage[name] !== before || value === before) return true
    // It may mean the same in other words.
    stage[name] = PROPERTIES[name] as never
    const other = stage[name]
    stage[name] = value as never
    const heeded = stage[name] !== other
    stage[name] = before as never
    return heeded
  }

  return {
    stage,
    picture,
    attempt,
    /** Whether the property may be set. `step` is how the app put it. */
    set(name: Property, value: unknown, step: string): boolean {
      try {
        if (heeds(name, value)) return true
        complain(step, `that is no ${name}.`)
      } catch (thrown) {
        complain(step, reasonIn(thrown))
      }
      return false
    },
    /** Whether the method may be called. */
    call(name: string, args: readonly unknown[]): boolean {
      const [first, ...others] = args
      const isLater = name === 'drawImage' && (typeof first === 'string' || first instanceof CanvasImage)
      const method = stage[name] as (...args: unknown[]) => unknown
      return (
        attempt(name, args, () => {
          method.apply(stage, isLater ? [picture, ...others] : [...args])
          // Ignored without a word, otherwise.
          if (name === 'setLineDash' && !Array.from(first as number[]).every((length) => length >= 0))
            throw new TypeError('lengths are numbers from 0 on.')
          return true
        }) ?? false
      )
    },
    /** The drawing is over. Where the next one is added to it (`reserve`), it goes on from its state; else it begins anew. */
    end(reserve: boolean): void {
      if (reserve) return
      stage.reset()
      stage.font = FONT
    },
  }
}

export type Rehearsal = ReturnType<typeof createRehearsal>

export const callOf = (name: string, args: readonly unknown[]) =>
  `${name}(${args.map((value) => inspect(value, 1)).join(', ')})`

/** Without whose method it was: that is a browser's, and not the app's. */
export const reasonIn = (thrown: unknown) => (thrown as Error).message.replace(/^Failed to execute .*?': /, '')
