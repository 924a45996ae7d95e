import { DEFAULT_SIZE } from './element.ts'
import { type AppCanvas, type AppCanvasHost, defineAppCanvas } from './offscreen.ts'

/** A canvas and its queue of drawings. */
export interface Surface {
  readonly canvas: AppCanvas
  /** The size on the page, which is independent of the resolution of the canvas. In px. */
  readonly size: { readonly width: number; readonly height: number }
  /**
   * Runs drawings one after another. Resolves when this one has ended. `drawn` resolves after the last one and never rejects.
   */
  queue(draw: () => void | Promise<void>): Promise<void>
  readonly drawn: Promise<void>
}

export interface SurfaceHost extends AppCanvasHost {
  /** A `<canvas>` of the visible page, with the size that its attributes give it, in px. */
  element(id: string): { readonly width?: number; readonly height?: number } | undefined
  /** Called after drawing on a canvas of the page. */
  painted?(id: string, canvas: OffscreenCanvas): void
  /** Called if the page has no such canvas. The canvas then has the default size. */
  missing(id: string): void
}

/** The default width and height of an offscreen canvas, in px (my.createOffscreenCanvas.md). */
const OFFSCREEN_SIZE = 100

/** The canvases of a page. */
export function createSurfaces(host: SurfaceHost) {
  const AppCanvas = defineAppCanvas(host)
  const surfaces = new Map<string, Surface>()

  function onPage(id: string, { width = DEFAULT_SIZE.width, height = DEFAULT_SIZE.height } = {}): Surface {
    let isScheduled = false
    /** Shows the canvas once after all drawing of the current task. */
    const painted = () => {
      if (isScheduled) return
      isScheduled = true
      queueMicrotask(() => {
        isScheduled = false
        // A canvas without pixels has nothing to show.
        if (canvas.width * canvas.height > 0) host.painted?.(id, canvas)
      })
    }
    const canvas = new AppCanvas(width, height, painted)
    const surface = surfaceOf(canvas)
    surfaces.set(id, surface)
    return surface
  }

  /** Handles a context that is created before the page with its canvas is shown. The size is read when it first draws. */
  function early(id: string): Surface {
    const surface = onPage(id)
    const { canvas, size, queue } = surface
    let isSized = false
    const sizeOnce = () => {
      if (isSized) return
      isSized = true
      const element = host.element(id)
      if (!element) host.missing(id)
      const { width = DEFAULT_SIZE.width, height = DEFAULT_SIZE.height } = element ?? {}
      Object.assign(canvas, { width, height })
      Object.assign(size, { width, height })
    }
    const sized: Surface = {
      ...surface,
      get drawn() {
        return surface.drawn
      },
      queue(draw) {
        sizeOnce()
        return queue(draw)
      },
    }
    surfaces.set(id, sized)
    return sized
  }

  /** A canvas that was used before or that the page contains. */
  function find(id: string): Surface | undefined {
    const found = surfaces.get(id)
    if (found) return found
    const element = host.element(id)
    return element && onPage(id, element)
  }

  return {
    find,
    inMarkup: (id: string) => (host.element(id) ? find(id) : undefined),
    findOrCreate: (id: string): Surface => find(id) ?? early(id),
    isOffscreen: (value: unknown) => value instanceof AppCanvas && value.isOffscreen,
    /** A canvas that is not on the page. */
    offscreen: (width: unknown, height: unknown) => new AppCanvas(pixels(width), pixels(height)),
  }
}

const pixels = (value: unknown) => (Number(value) >= 1 ? Math.floor(Number(value)) : OFFSCREEN_SIZE)

function surfaceOf(canvas: AppCanvas): Surface {
  let drawn = Promise.resolve()
  return {
    canvas,
    size: { width: canvas.width, height: canvas.height },
    get drawn() {
      return drawn
    },
    queue(draw) {
      const done = drawn.then(draw)
      drawn = done.catch(() => {})
      return done
    },
  }
}
