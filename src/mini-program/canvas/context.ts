import { callApp } from '../../my/call.ts'
import { createDryRun, type DryRunHost, FONT, PROPERTY_NAMES, type Property, type Target } from './dry-run.ts'
import { createPaints } from './paints.ts'
import { fetchPictures, perform, type Step } from './perform.ts'
import type { LoadPicture } from './pictures.ts'
import type { Surface } from './surfaces.ts'

/** The property that each setter method sets. */
const SETTERS = {
  setFillStyle: 'fillStyle',
  setStrokeStyle: 'strokeStyle',
  setGlobalAlpha: 'globalAlpha',
  setLineCap: 'lineCap',
  setLineJoin: 'lineJoin',
  setLineWidth: 'lineWidth',
  setMiterLimit: 'miterLimit',
  setTextAlign: 'textAlign',
  setTextBaseline: 'textBaseline',
} as const satisfies Record<string, Property>

const METHODS = [
  ...['arc', 'arcTo', 'beginPath', 'bezierCurveTo', 'clearRect', 'clip', 'closePath', 'drawImage', 'fill', 'fillRect'],
  ...['fillText', 'lineTo', 'moveTo', 'quadraticCurveTo', 'rect', 'restore', 'rotate', 'save', 'scale', 'setLineDash'],
  ...['setTransform', 'stroke', 'strokeRect', 'strokeText', 'transform', 'translate'],
]

/** What a context needs from the phone. */
export interface Drawing extends DryRunHost {
  readonly surface: Surface
  readonly load: LoadPicture
}

export type RecordedContext = { [name: string]: unknown } & {
  draw(reserve?: unknown, callback?: unknown): void
}

/**
 * The context of `my.createCanvasContext`. It records its calls as steps until `draw`, since images have to be fetched
 * before anything can be drawn.
 */
export function createContext(drawing: Drawing): RecordedContext {
  const { surface, load, warn, wording } = drawing
  const { inspect } = wording
  const dryRun = createDryRun(drawing)
  const { scratch } = dryRun
  let steps: Step[] = []

  const set = (name: Property, value: unknown, step: string) => {
    if (dryRun.set(name, value, step)) steps.push({ set: name, value })
  }
  const setFontSize = (size: unknown, step: string) =>
    set('font', scratch.font.replace(/[\d.]+px/, `${String(size)}px`), step)

  const context = {
    ...createPaints(dryRun),
    setFontSize: (size: unknown) => setFontSize(size, `setFontSize(${inspect(size)})`),
    // Every parameter is optional (CanvasContext.setShadow.md).
    setShadow(offsetX: unknown = 0, offsetY: unknown = 0, blur: unknown = 0, color: unknown = 'black') {
      const shadow = { shadowOffsetX: offsetX, shadowOffsetY: offsetY, shadowBlur: blur, shadowColor: color }
      for (const [name, value] of Object.entries(shadow))
        set(name as Property, value, `setShadow's ${name} ${inspect(value)}`)
    },
    measureText: (text: unknown) => ({ width: scratch.measureText(String(text)).width }),
    getLineDash: () => scratch.getLineDash(),
    draw(reserve: unknown = false, callback?: unknown) {
      const drawn = steps
      steps = []
      dryRun.end(Boolean(reserve))
      void surface
        .queue(async () => {
          const pictures = await fetchPictures(drawn, load)
          const target = surface.canvas.getContext('2d') as Target | null
          if (!target) {
            const message = 'CanvasContext: nothing is drawn, because this canvas has a context of another type.'
            return warn({ message, details: { code: 'canvas-context-differs' } })
          }
          if (!reserve) {
            target.reset()
            target.font = FONT
          }
          for (const step of drawn) perform(target, step, pictures, drawing)
        })
        .finally(() => typeof callback === 'function' && callApp(() => callback(), undefined))
    },
  } as unknown as RecordedContext

  for (const [setter, name] of Object.entries(SETTERS)) {
    context[setter] = (value: unknown) => {
      // The sample of CanvasContext.setTextBaseline.md sets `normal` for the default.
      const isNormal = name === 'textBaseline' && value === 'normal'
      set(name, isNormal ? 'alphabetic' : value, `${setter}(${inspect(value)})`)
    }
  }
  for (const name of METHODS)
    context[name] = (...args: unknown[]) => {
      if (dryRun.call(name, args)) steps.push({ call: name, args })
    }
  for (const name of PROPERTY_NAMES)
    Object.defineProperty(context, name, {
      set: (value) => set(name, value, `${name} = ${inspect(value)}`),
      get: () => scratch[name],
      enumerable: true,
      // Chart libraries redefine these properties.
      configurable: true,
    })
  Object.defineProperty(context, 'fontSize', {
    set: (size) => setFontSize(size, `fontSize = ${inspect(size)}`),
    get: () => Number.parseFloat(scratch.font),
    configurable: true,
  })
  return context
}
