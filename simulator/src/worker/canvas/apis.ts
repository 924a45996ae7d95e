import type { My } from 'photosalbum/bridge'
import { ApiError, asyncApi, type CallHost } from '../../../../src/my/call.ts'
import { tellMissing } from '../../../../src/my/missing-apis.ts'
import type { CanvasElement } from '../../app/protocol.ts'
import { createContext } from './context.ts'
import { AppCanvas, type CanvasNeeds } from './offscreen.ts'
import { createSelectorQuery } from './selector-query.ts'
import { EXPORT_OPTIONS, exportImage, readExport } from './surface.ts'

export interface CanvasHost extends CanvasNeeds {
  readonly calls: CallHost
  readonly system: My
  /** The canvases of the page's markup. */
  readonly elements: readonly CanvasElement[]
  /** Shows a canvas on the phone. */
  show(id: string, picture: ImageBitmap): void
  /** The page's markup has no such canvas; it gets the usual size. */
  missing(id: string): void
  /** The page asks for something of its markup that is no canvas. */
  missingSelector(selector: string): void
}

/** The size of a `<canvas>` that gives none, in px. */
const USUAL = { width: 300, height: 225 }

const NOTHING_TO_EXPORT = 1

interface Surface {
  readonly id: string
  readonly canvas: AppCanvas
  /** What was drawn so far is on the canvas once it settles. */
  drawn: Promise<void>
}

/** What of `my` draws: it stays in the worker, where the pixels are. */
export function createCanvasApis(host: CanvasHost) {
  const { calls, system, elements, show, missing, missingSelector } = host
  const surfaces = new Map<string, Surface>()
  const owners = new WeakMap<object, Surface>()
  let unnamed = 0

  function create(id: string, width: number, height: number): Surface {
    const surface: Surface = { id, canvas: new AppCanvas(width, height, host), drawn: Promise.resolve() }
    Object.assign(surface.canvas, { toTempFilePath: exporter('Canvas.toTempFilePath', () => surface) })
    surfaces.set(id, surface)
    owners.set(surface.canvas, surface)
    return surface
  }

  function surfaceOf(id: string): Surface {
    const known = surfaces.get(id)
    if (known) return known
    const element = elements.find((candidate) => candidate.id === id)
    if (!element) missing(id)
    const { width, height } = element ?? USUAL
    return create(id, width, height)
  }

  const present = async ({ id, canvas }: Surface): Promise<void> => show(id, await createImageBitmap(canvas))

  /** Exports a canvas as a temporary file, by the rules of every other API. */
  const exporter = (api: string, find: (input: { readonly [name: string]: unknown }) => Surface | undefined) =>
    asyncApi(calls, api, {
      object: [...EXPORT_OPTIONS, 'canvasId', 'canvas'],
      async run(input) {
        const surface = find(input)
        if (!surface)
          throw new ApiError(NOTHING_TO_EXPORT, `my.${api}: there is no such canvas: pass canvasId or canvas.`)
        await surface.drawn
        await present(surface)
        const image = await exportImage(surface.canvas, readExport(input, surface.canvas))
        const { apFilePath } = await system.downloadFile({ url: await dataUrl(image) })
        return { apFilePath, tempFilePath: apFilePath }
      },
    })

  return {
    createCanvasContext(canvasId: unknown) {
      const surface = surfaceOf(String(canvasId))
      const context = createContext({
        canvas: surface.canvas,
        load: host.load,
        queue(draw) {
          const drawn = surface.drawn.then(draw)
          surface.drawn = drawn.catch(() => {})
          return drawn
        },
        show: () => void present(surface),
      })
      context.toTempFilePath = exporter('CanvasContext.toTempFilePath', () => surface)
      const seen = tellMissing(context, (name) => host.missingApi(`CanvasContext.${name}`))
      owners.set(seen, surface)
      return seen
    },

    createOffscreenCanvas(width: unknown, height?: unknown) {
      const size =
        typeof width === 'object' && width !== null
          ? (width as { width?: unknown; height?: unknown })
          : { width, height }
      const pixels = (value: unknown, usual: number) => (Number(value) >= 1 ? Math.floor(Number(value)) : usual)
      const id = `offscreen-${++unnamed}`
      return create(id, pixels(size.width, USUAL.width), pixels(size.height, USUAL.height)).canvas
    },

    createSelectorQuery: () =>
      createSelectorQuery({
        find: (id) => (elements.some((element) => element.id === id) ? surfaceOf(id).canvas : undefined),
        present: (canvas) => void present(owners.get(canvas)!),
        missing: missingSelector,
      }),

    canvasToTempFilePath: exporter('canvasToTempFilePath', ({ canvas, canvasId }) => {
      if (typeof canvas === 'object' && canvas !== null) return owners.get(canvas)
      return typeof canvasId === 'string' ? surfaces.get(canvasId) : undefined
    }),
  }
}

const dataUrl = (image: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(image)
  })
