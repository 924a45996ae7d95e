import { AppCanvas, type CanvasNeeds } from './offscreen.ts'

/** A canvas, and what is on its way to it. */
export interface Surface {
  readonly canvas: AppCanvas
  /** In the page, whatever number of pixels the app gives the canvas. In px. */
  readonly size: { readonly width: number; readonly height: number }
  /** Does one drawing after the other. Settles with this one; `drawn`, which never rejects, with the last. */
  queue(draw: () => void | Promise<void>): Promise<void>
  readonly drawn: Promise<void>
}

export interface SurfaceHost extends CanvasNeeds {
  /** A `<canvas>` of the visible page, with the size that its attributes give it, in px. */
  element(id: string): { readonly width?: number; readonly height?: number } | undefined
  /** Shows a canvas on the phone. */
  show(id: string, picture: ImageBitmap): void
  /** The page's markup has no such canvas; it gets the usual size. */
  missing(id: string): void
}

/** The size of a `<canvas>` that gives none, in px. */
const DEFAULT = { width: 300, height: 225 }

/** The canvases of a page. */
export function createSurfaces(host: SurfaceHost) {
  const surfaces = new Map<string, Surface>()

  function onPage(id: string, { width = DEFAULT.width, height = DEFAULT.height } = {}): Surface {
    let isDue = false
    /** Once for all that is painted at once. */
    const painted = () => {
      if (isDue) return
      isDue = true
      queueMicrotask(() => {
        isDue = false
        // A canvas that the app has made 0 wide shows nothing, as on a phone.
        if (canvas.width * canvas.height > 0) void createImageBitmap(canvas).then((picture) => host.show(id, picture))
      })
    }
    const canvas = new AppCanvas(width, height, host, painted)
    const surface = surfaceOf(canvas)
    surfaces.set(id, surface)
    return surface
  }

  /** A canvas that was drawn on before, or that the page's markup has. */
  function find(id: string): Surface | undefined {
    const found = surfaces.get(id)
    if (found) return found
    const element = host.element(id)
    return element && onPage(id, element)
  }

  return {
    find,
    inMarkup: (id: string) => (host.element(id) ? find(id) : undefined),
    findOrMake(id: string): Surface {
      const found = find(id)
      if (!found) host.missing(id)
      return found ?? onPage(id)
    },
    /** A canvas that is nowhere on the page. */
    offscreen: (width: unknown, height: unknown) =>
      surfaceOf(new AppCanvas(pixels(width, DEFAULT.width), pixels(height, DEFAULT.height), host)),
  }
}

const pixels = (value: unknown, usual: number) => (Number(value) >= 1 ? Math.floor(Number(value)) : usual)

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
