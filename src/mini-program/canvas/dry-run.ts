import type { Description } from '../../core/problem-details.ts'
import { CanvasImage } from './canvas-image.ts'
import type { Graphics, Wording } from './graphics.ts'

/** The standard context, by the names of its members. */
export type Target = OffscreenCanvasRenderingContext2D & { [name: string]: unknown }

/** The default of a `CanvasContext` (CanvasContext 概览.md). */
export const FONT = '10px Arial'

/** Each property with an unusual value. Setting that value first shows whether the next value is accepted. */
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

export interface DryRunHost {
  readonly graphics: Graphics
  readonly wording: Wording
  /** The positions in the app's code that were already warned about, shared by all its contexts. */
  readonly reported: Set<string>
  warn(description: Description): void
}

/**
 * Runs every step on a hidden canvas as soon as the app records it. This keeps the state that measuring text needs, and detects
 * invalid values while the stack still contains the line of the app. The actual drawing follows once its images are loaded.
 */
export function createDryRun({ graphics, wording, reported, warn }: DryRunHost) {
  const scratch = new graphics.OffscreenCanvas(1, 1).getContext('2d') as Target
  /** Replaces an image that is not loaded yet. */
  const picture = new graphics.OffscreenCanvas(1, 1)
  scratch.font = FONT

  function reportSkipped(describe: (where: string) => Description): void {
    const where = wording
      .where()
      .map((line) => `\n${line}`)
      .join('')
    // A drawing loop must not flood the log.
    if (reported.has(where)) return
    if (where !== '') reported.add(where)
    warn(describe(where))
  }

  const failed = (step: string, thrown: unknown) =>
    reportSkipped((where) => {
      const problem = reasonIn(thrown)
      const message = `CanvasContext: ${step} is skipped: ${problem}${where}`
      return { message, details: { code: 'canvas-step-skipped', step, problem, where } }
    })

  /** Tries a step. An error is reported, and the app continues, as on a phone, where drawing happens in another process. */
  function attempt<Result>(name: string, args: readonly unknown[], act: () => Result): Result | undefined {
    try {
      return act()
    } catch (thrown) {
      failed(callOf(name, args, wording), thrown)
      return undefined
    }
  }

  /** Whether the context accepts a value. A standard context ignores invalid values silently. */
  function accepts(name: Property, value: unknown): boolean {
    const before = scratch[name]
    scratch[name] = value as never
    if (scratch[name] !== before || value === before) return true
    // The new value may equal the current one in another notation.
    scratch[name] = PROPERTIES[name] as never
    const other = scratch[name]
    scratch[name] = value as never
    const isAccepted = scratch[name] !== other
    scratch[name] = before as never
    return isAccepted
  }

  return {
    scratch,
    picture,
    attempt,
    /** Sets a property, and returns whether the value is valid. `step` is the code of the app, for the warning. */
    set(name: Property, value: unknown, step: string): boolean {
      try {
        if (accepts(name, value)) return true
        reportSkipped((where) => ({
          message: `CanvasContext: ${step} is skipped: it is not a valid ${name}.${where}`,
          details: { code: 'canvas-value-invalid', step, property: name, where },
        }))
      } catch (thrown) {
        failed(step, thrown)
      }
      return false
    },
    /** Calls a method, and returns whether the arguments are valid. */
    call(name: string, args: readonly unknown[]): boolean {
      const [first, ...others] = args
      const isLater = name === 'drawImage' && (typeof first === 'string' || first instanceof CanvasImage)
      const method = scratch[name] as (...args: unknown[]) => unknown
      return (
        attempt(name, args, () => {
          method.apply(scratch, isLater ? [picture, ...others] : [...args])
          // The context would ignore these errors silently.
          if (name === 'setLineDash' && !Array.from(first as number[]).every((length) => length >= 0))
            throw new TypeError('lengths must be numbers that are not negative.')
          return true
        }) ?? false
      )
    },
    /** Ends a drawing. With `reserve`, the next one continues from its state. */
    end(reserve: boolean): void {
      if (reserve) return
      scratch.reset()
      scratch.font = FONT
    },
  }
}

export type DryRun = ReturnType<typeof createDryRun>

export const callOf = (name: string, args: readonly unknown[], { inspect }: Wording) =>
  `${name}(${args.map((value) => inspect(value)).join(', ')})`

/** The message of an error, without the prefix that names a method of the browser. */
export const reasonIn = (thrown: unknown) => (thrown as Error).message.replace(/^Failed to execute .*?': /, '')
