import { invalidParameter } from '../../my/api.ts'
import { ApiError, asyncApi, type CallHost } from '../../my/call.ts'
import { toBase64 } from '../../util/encoding.ts'
import { reasonIn } from './dry-run.ts'
import { EXPORT_OPTIONS, exportImage, readExport } from './export-image.ts'
import type { Graphics } from './graphics.ts'
import type { Surface } from './surfaces.ts'

/** The documented error code for a failed export. */
export const NOTHING_TO_EXPORT = 1

export type Input = { readonly [name: string]: unknown }

export interface ExportHost {
  readonly graphics: Graphics
  readonly calls: CallHost
  /** Creates a temporary file, and returns its path. */
  write(bytes: ArrayBuffer): Promise<string>
}

/** The APIs that export a canvas. They wait for drawings in progress, and follow the conventions of all APIs. */
export function createExports({ graphics, calls, write }: ExportHost) {
  const exporter = (
    api: string,
    find: (input: Input) => Surface | undefined,
    finish: (image: Blob) => Promise<object>,
  ) =>
    asyncApi(calls, api, {
      options: [...EXPORT_OPTIONS, 'canvasId', 'canvas'],
      async run(input) {
        const surface = find(input)
        if (!surface) return {}
        const { canvas, drawn } = surface
        await drawn
        const wanted = readExport(input, canvas)
        const { x, y, width, height } = wanted.area
        if (width <= 0 || height <= 0) {
          const what = `nothing of the canvas, which is ${canvas.width} × ${canvas.height}, is at ${x}, ${y}`
          throw new ApiError(NOTHING_TO_EXPORT, `my.${api}: ${what}: pass a smaller x and y.`, {
            details: { code: 'canvas-area-empty', api, x, y, width: canvas.width, height: canvas.height },
          })
        }
        const image = await exportImage(graphics, canvas, wanted).catch((cause: unknown) => {
          const what = `no image of ${wanted.width} × ${wanted.height} could be made`
          throw new ApiError(NOTHING_TO_EXPORT, `my.${api}: ${what}: pass another destWidth and destHeight.`, {
            cause,
            details: { code: 'canvas-not-exported', api, width: wanted.width, height: wanted.height },
          })
        })
        return await finish(image)
      },
    })

  const toTempFilePath = (api: string, find: (input: Input) => Surface | undefined) =>
    exporter(api, find, async (image) => {
      const apFilePath = await write(await image.arrayBuffer())
      return { apFilePath, tempFilePath: apFilePath }
    })

  return {
    toTempFilePath,
    /** The methods that only a context of `createCanvasContext` has. */
    ofContext(surface: Surface) {
      const dataUrl = exporter(
        'CanvasContext.toDataURL',
        () => surface,
        async (image) => ({ dataURL: await dataUrlOf(image) }),
      )
      return {
        toTempFilePath: toTempFilePath('CanvasContext.toTempFilePath', () => surface),
        /** Its promise resolves to the string itself. */
        toDataURL(options?: Input) {
          const text = dataUrl(options).then((result) => (result as { dataURL: string }).dataURL)
          // As with every API (C5), a failure that a callback handles is not an unhandled rejection.
          if (options?.fail ?? options?.complete) text.catch(() => {})
          return text
        },
        getImageData: pixelApi('CanvasContext.getImageData', surface, (context, { x, y, width, height }) => {
          const { data, ...size } = imageDataOf(
            context.getImageData(Number(x), Number(y), Number(width), Number(height)),
          )
          return { ...size, length: data.length, data }
        }),
        putImageData: pixelApi('CanvasContext.putImageData', surface, (context, { x, y, width, height, data }) => {
          const pixels = new Uint8ClampedArray(data as ArrayLike<number>)
          context.putImageData(new graphics.ImageData(pixels, Number(width), Number(height)), Number(x), Number(y))
          return {}
        }),
      }
    },
  }

  function pixelApi(
    api: string,
    surface: Surface,
    run: (context: OffscreenCanvasRenderingContext2D, input: Input) => object,
  ) {
    return asyncApi(calls, api, {
      options: ['x', 'y', 'width', 'height', 'data'],
      async run(input) {
        let result: object | undefined
        await surface.queue(() => {
          try {
            result = run(surface.canvas.getContext('2d')!, { x: 0, y: 0, ...input })
          } catch (thrown) {
            throw invalidParameter(`my.${api}: ${reasonIn(thrown)}`)
          }
        })
        return result
      },
    })
  }
}

const imageDataOf = ({ width, height, data }: ImageData) => ({ width, height, data })

async function dataUrlOf(image: Blob): Promise<string> {
  return `data:${image.type};base64,${toBase64(new Uint8Array(await image.arrayBuffer()))}`
}
