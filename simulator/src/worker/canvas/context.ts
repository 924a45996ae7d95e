import type { LoadPicture } from './pictures.ts'

/** What `setX(value)` sets, by its name on the standard context. */
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
} as const

const PROPERTIES = [
  ...new Set(Object.values(SETTERS)),
  ...([
    'font',
    'globalCompositeOperation',
    'lineDashOffset',
    'shadowBlur',
    'shadowColor',
    'shadowOffsetX',
    'shadowOffsetY',
  ] as const),
] as const

const METHODS = [
  'arc',
  'arcTo',
  'beginPath',
  'bezierCurveTo',
  'clearRect',
  'clip',
  'closePath',
  'drawImage',
  'fill',
  'fillRect',
  'fillText',
  'lineTo',
  'moveTo',
  'quadraticCurveTo',
  'rect',
  'restore',
  'rotate',
  'save',
  'scale',
  'setLineDash',
  'setTransform',
  'stroke',
  'strokeRect',
  'strokeText',
  'transform',
  'translate',
] as const

/** A gradient or pattern, made when the drawing is: a picture in it may still have to be fetched. */
class Paint {
  readonly stops: [number, string][] = []
  readonly make: (
    context: OffscreenCanvasRenderingContext2D,
    picture?: ImageBitmap,
  ) => CanvasGradient | CanvasPattern | null
  readonly picture: string | undefined

  constructor(make: Paint['make'], picture?: string) {
    this.make = make
    this.picture = picture
  }

  addColorStop(offset: number, color: string): void {
    this.stops.push([offset, color])
  }
}

type Target = OffscreenCanvasRenderingContext2D & { [name: string]: unknown }
type Step = { readonly set: string; readonly value: unknown } | { readonly call: string; readonly args: unknown[] }

/** What a context needs of the canvas that it draws to. */
export interface Drawing {
  readonly canvas: OffscreenCanvas
  readonly load: LoadPicture
  /** Does one drawing after the other. */
  queue(draw: () => Promise<void>): Promise<void>
  /** Shows the canvas as it is now. */
  show(): void
}

export type RecordedContext = { [name: string]: unknown } & {
  draw(reserve?: boolean, callback?: () => void): void
}

/**
 * The context of `my.createCanvasContext`: it draws nothing until `draw`, and then all at once. What it is told before
 * is kept as steps, since pictures have to be fetched before any of them can be done.
 */
export function createContext(drawing: Drawing): RecordedContext {
  const target = drawing.canvas.getContext('2d') as Target
  const ruler = new OffscreenCanvas(1, 1).getContext('2d') as Target
  ruler.font = '10px sans-serif'
  let steps: Step[] = []

  const set = (name: string, value: unknown) => {
    if (!(value instanceof Paint)) ruler[name] = value
    steps.push({ set: name, value })
  }
  const setFontSize = (size: number) => set('font', ruler.font.replace(/[\d.]+px/, `${size}px`))

  const context = {
    setFontSize,
    setShadow(offsetX: number, offsetY: number, blur: number, color: string) {
      set('shadowOffsetX', offsetX)
      set('shadowOffsetY', offsetY)
      set('shadowBlur', blur)
      set('shadowColor', color)
    },
    measureText: (text: string) => ({ width: ruler.measureText(String(text)).width }),
    createLinearGradient: (x0: number, y0: number, x1: number, y1: number) =>
      new Paint((to) => to.createLinearGradient(x0, y0, x1, y1)),
    createRadialGradient: (x0: number, y0: number, r0: number, x1: number, y1: number, r1: number) =>
      new Paint((to) => to.createRadialGradient(x0, y0, r0, x1, y1, r1)),
    createCircularGradient: (x: number, y: number, radius: number) =>
      new Paint((to) => to.createRadialGradient(x, y, 0, x, y, radius)),
    createPattern: (picture: string, repetition: string | null) =>
      new Paint((to, bitmap) => (bitmap ? to.createPattern(bitmap, repetition) : null), picture),
    draw(reserve = false, callback?: () => void) {
      const drawn = steps
      steps = []
      void drawing
        .queue(async () => {
          const pictures = await fetchPictures(drawn, drawing.load)
          if (!reserve) {
            target.reset()
            target.font = '10px sans-serif'
          }
          for (const step of drawn) perform(target, step, pictures)
          drawing.show()
        })
        .then(() => callback?.())
    },
  } as unknown as RecordedContext

  for (const [setter, name] of Object.entries(SETTERS)) context[setter] = (value: unknown) => set(name, value)
  for (const name of METHODS) context[name] ??= (...args: unknown[]) => steps.push({ call: name, args })
  for (const name of PROPERTIES)
    Object.defineProperty(context, name, { set: (value) => set(name, value), get: () => ruler[name], enumerable: true })
  Object.defineProperty(context, 'fontSize', { set: setFontSize, get: () => Number.parseFloat(ruler.font) })
  return context
}

type Pictures = ReadonlyMap<string, ImageBitmap>

async function fetchPictures(steps: readonly Step[], load: LoadPicture): Promise<Pictures> {
  const paths = steps.flatMap((step) => {
    const candidate =
      'set' in step ? (step.value as Paint | undefined)?.picture : step.call === 'drawImage' && step.args[0]
    return typeof candidate === 'string' ? [candidate] : []
  })
  const loaded = await Promise.all([...new Set(paths)].map(async (path) => [path, await load(path)] as const))
  return new Map(loaded.filter((pair): pair is readonly [string, ImageBitmap] => pair[1] !== undefined))
}

function perform(target: Target, step: Step, pictures: Pictures): void {
  if ('set' in step) {
    target[step.set] = step.value instanceof Paint ? paint(target, step.value, pictures) : step.value
    return
  }
  const method = target[step.call] as (...args: unknown[]) => unknown
  if (step.call !== 'drawImage') return void method.apply(target, step.args)
  const [source, ...place] = step.args
  const picture = typeof source === 'string' ? pictures.get(source) : source
  // As on a phone, a picture that could not be fetched is left out, and the rest is drawn.
  if (picture !== undefined) method.apply(target, [picture, ...place])
}

function paint(target: Target, { make, picture, stops }: Paint, pictures: Pictures) {
  const made = make(target, picture === undefined ? undefined : pictures.get(picture))
  for (const [offset, color] of stops) (made as CanvasGradient).addColorStop(offset, color)
  return made
}
