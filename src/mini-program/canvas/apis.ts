import type { Description } from '../../core/problem-details.ts'
import type { ApiHost } from '../../my/api.ts'
import { ApiError } from '../../my/call.ts'
import { isAtLeast } from '../../my/client.ts'
import { reportMissingApis } from '../../my/events.ts'
import { createContext } from './context.ts'
import { createExports, type Input, NOTHING_TO_EXPORT } from './exports.ts'
import { CANVAS_FEATURES, EXPORT_SINCE } from './features.ts'
import type { Wording } from './graphics.ts'
import { createSurfaces, type Surface, type SurfaceHost } from './surfaces.ts'

export interface CanvasHost extends SurfaceHost {
  readonly wording: Wording
  readonly calls: ApiHost
  /** Creates a temporary file, and returns its path. */
  write(bytes: ArrayBuffer): Promise<string>
  /** Reports a part of a drawing that was left out, with the reason. */
  warn(description: Description): void
}

/** The drawing APIs of `my`. They run in the same thread as the app, where the pixels are. */
export function createCanvasApis(host: CanvasHost) {
  const surfaces = createSurfaces(host)
  const exports = createExports(host)
  const { graphics, wording, load, warn } = host
  const drawing = { graphics, wording, load, warn, reported: new Set<string>() }
  /** The surface of each object that the app draws with: a canvas or a context. */
  const owned = new WeakMap<object, Surface>()

  const { SDKVersion } = host.calls.client

  function chosen({ canvas, canvasId }: Input): Surface | undefined {
    if (surfaces.isOffscreen(canvas)) {
      // As measured on a phone, where the result has no path either.
      host.warn({
        message: 'my.canvasToTempFilePath cannot export an offscreen canvas. Draw it onto a canvas of the page first.',
        details: { code: 'canvas-offscreen-export' },
      })
      return undefined
    }
    const surface = canvas === undefined ? surfaces.find(String(canvasId)) : owned.get(Object(canvas))
    if (surface) return surface
    const id = canvas === undefined ? String(JSON.stringify(canvasId)) : undefined
    const what = id === undefined ? 'canvas is not a canvas of the app' : `there is no canvas ${id}`
    throw new ApiError(NOTHING_TO_EXPORT, `my.canvasToTempFilePath: ${what}: pass the canvasId of one, or a canvas.`, {
      details: { code: 'canvas-not-found', ...(id !== undefined && { canvasId: id }) },
    })
  }

  const apis = {
    createCanvasContext(canvasId: unknown) {
      const surface = surfaces.findOrCreate(String(canvasId))
      const context = createContext({ ...drawing, surface })
      Object.assign(context, exports.ofContext(surface))
      const seen = reportMissingApis(context, (name) => host.missingApi(`CanvasContext.${name}`))
      owned.set(seen, surface)
      return seen
    },

    createOffscreenCanvas(width?: unknown, height?: unknown) {
      const size = typeof width === 'object' && width !== null ? (width as Input) : { width, height }
      return surfaces.offscreen(size.width, size.height)
    },

    canvasToTempFilePath: exports.toTempFilePath('canvasToTempFilePath', chosen),
  }
  return {
    /** The APIs that exist in the app's base library. */
    apis: Object.fromEntries(
      Object.entries(apis).filter(([name]) => isAtLeast(SDKVersion, CANVAS_FEATURES[name]?.since ?? '0')),
    ),
    /** The canvas object of an element, for `SelectorQuery.node`. */
    node(id: string): object | undefined {
      const surface = surfaces.inMarkup(id)
      if (surface && !owned.has(surface.canvas)) {
        owned.set(surface.canvas, surface)
        if (isAtLeast(SDKVersion, EXPORT_SINCE)) {
          const toTempFilePath = exports.toTempFilePath('Canvas.toTempFilePath', () => surface)
          Object.assign(surface.canvas, { toTempFilePath })
        }
      }
      return surface?.canvas
    },
  }
}
