import { compileLengths } from './lengths.ts'
import type { Json } from './types.ts'

/** One group of changes that run at the same time, as `Animation.export` returns it for the `animation` attribute. */
export interface AnimationStep {
  /** CSS properties and their values at the end. */
  readonly style: { readonly [property: string]: string }
  /** In milliseconds, as `delay`. */
  readonly duration: number
  readonly delay: number
  /** A CSS easing. */
  readonly easing: string
  readonly transformOrigin: string
}

interface Settings {
  readonly duration?: unknown
  readonly delay?: unknown
  readonly timeFunction?: unknown
  readonly transformOrigin?: unknown
}

const DURATION = 400
const EASINGS = ['linear', 'ease', 'ease-in', 'ease-in-out', 'ease-out', 'step-start', 'step-end']

const degrees = (value: unknown) => `${Number(value) || 0}deg`
const factor = (value: unknown) => String(Number(value))
const length = (value: unknown) => (typeof value === 'number' ? `${value}px` : compileLengths(String(value)))

/** Turns the arguments of a method into those of the CSS function of the same name. */
const TRANSFORMS: { readonly [method: string]: (...values: unknown[]) => readonly string[] } = {
  ...forEach(['rotate', 'rotateX', 'rotateY', 'rotateZ', 'skewX', 'skewY'], (angle) => [degrees(angle)]),
  rotate3d: (x = 0, y = 0, z = 0, angle = 0) => [factor(x), factor(y), factor(z), degrees(angle)],
  skew: (x, y = 0) => [degrees(x), degrees(y)],
  scale: (x, y = x) => [factor(x), factor(y)],
  ...forEach(['scaleX', 'scaleY', 'scaleZ'], (by) => [factor(by)]),
  scale3d: (...by) => by.map(factor),
  translate: (x, y = 0) => [length(x), length(y)],
  ...forEach(['translateX', 'translateY', 'translateZ'], (by) => [length(by)]),
  translate3d: (...by) => by.map(length),
  matrix: (...values) => values.map(factor),
  matrix3d: (...values) => values.map(factor),
}

const STYLES: { readonly [method: string]: readonly [property: string, value: (value: unknown) => string] } = {
  opacity: ['opacity', factor],
  backgroundColor: ['backgroundColor', String],
  ...Object.fromEntries(
    ['width', 'height', 'top', 'left', 'bottom', 'right'].map((name) => [name, [name, length] as const]),
  ),
}

function forEach<Value>(names: readonly string[], value: Value): { [name: string]: Value } {
  return Object.fromEntries(names.map((name) => [name, value]))
}

/** `my.createAnimation`: describes an animation in steps, which `export` returns for the `animation` attribute. */
export function createAnimation(settings: Settings = {}) {
  const defaults = { duration: DURATION, timeFunction: 'linear', delay: 0, transformOrigin: '50% 50% 0', ...settings }
  /** Transforms stay in effect in later steps, until the same method is called again. */
  const transforms = new Map<string, string>()
  let style: { [property: string]: string } = {}
  let steps: AnimationStep[] = []

  const animation: { [method: string]: (...values: unknown[]) => unknown } = {
    step(settings) {
      const { duration, delay, timeFunction, transformOrigin } = { ...defaults, ...(settings as Settings) }
      steps.push({
        style: { ...style, ...(transforms.size > 0 && { transform: [...transforms.values()].join(' ') }) },
        duration: Math.max(0, Number(duration ?? DURATION) || 0),
        delay: Math.max(0, Number(delay ?? 0) || 0),
        easing: EASINGS.includes(String(timeFunction)) ? String(timeFunction) : 'linear',
        transformOrigin: String(transformOrigin ?? '50% 50% 0'),
      })
      style = {}
      return animation
    },
    export() {
      const exported = steps
      steps = []
      return { actions: exported } as unknown as Json
    },
  }
  for (const [name, format] of Object.entries(TRANSFORMS)) {
    animation[name] = (...values) => {
      transforms.set(name, `${name}(${format(...values).join(', ')})`)
      return animation
    }
  }
  for (const [name, [property, format]] of Object.entries(STYLES)) {
    animation[name] = (value) => {
      style[property] = format(value)
      return animation
    }
  }
  // Code that was converted from other platforms reads and changes `config`.
  return Object.assign(animation, { config: defaults })
}
