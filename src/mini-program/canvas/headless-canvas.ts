import { inspect } from 'node:util'
import type { Description } from '../../core/problem-details.ts'
import type { ApiHost } from '../../my/api.ts'
import { asyncApi } from '../../my/call.ts'
import type { My } from '../../my/my.ts'
import { keepImage, readImage } from '../headless-images.ts'
import type { MiniProgram } from '../runtime.ts'
import type { Problem, Program } from '../types.ts'
import { createCanvasApis } from './apis.ts'
import { canvasElement } from './element.ts'
import { EXPORT_OPTIONS } from './export-image.ts'
import type { Graphics } from './graphics.ts'
import { CANVAS_PACKAGE } from './node-graphics.ts'
import { createPictures } from './pictures.ts'

export interface HeadlessCanvasHost {
  /** Absent if no drawing package is installed. */
  readonly graphics: Graphics | undefined
  readonly calls: ApiHost
  /** A `my` with the app's network and files, whose calls are not counted as calls of the app. */
  readonly my: My
  /** The folder of `app.json`. */
  readonly root: string
  program(): MiniProgram
  report(problem: Problem): void
  /** The current call stack in the app's own files, one line for each call. */
  where(): readonly string[]
  /** Called with `true` when an image starts to load, and with `false` when it has loaded or failed. */
  loading(isLoading: boolean): void
}

export interface HeadlessCanvas {
  readonly apis: Readonly<Record<string, unknown>>
  /** The canvas object of an element. */
  node(id: string): object | undefined
}

/** Whether an app may draw. Only then is the drawing package loaded. */
export const mayDraw = ({ code, templates }: Program): boolean =>
  /[cC]anvas/.test(code) || JSON.stringify(templates).includes('"canvas"')

/** The drawing APIs of `my` without a screen. */
export function createHeadlessCanvas(host: HeadlessCanvasHost): HeadlessCanvas {
  const { graphics, calls, report } = host
  if (!graphics) return withoutGraphics(host)
  const warn = (description: Description) => report({ severity: 'warning', ...description })
  const load = createPictures(graphics, { read: (path) => readImage(host, path), warn })
  const { apis, node } = createCanvasApis({
    graphics,
    calls,
    wording: { inspect: (value) => inspect(value, { breakLength: Infinity }), where: host.where },
    write: (bytes) => keepImage(host, bytes),
    async load(path) {
      host.loading(true)
      try {
        return await load(path)
      } finally {
        host.loading(false)
      }
    },
    warn,
    element: (id) => canvasElement(host.program(), id),
    missing: (id) =>
      warn({
        message: `There is no <canvas id="${id}"> on the page, so what is drawn on it is not shown.`,
        details: { code: 'canvas-missing', id },
      }),
    missingApi: (name) => warn({ message: `my has no ${name}.`, details: { code: 'canvas-api-missing', name } }),
  })
  return { apis, node }
}

/** Replaces the APIs when no drawing package is installed: each call reports which package to install. */
function withoutGraphics({ calls, report }: HeadlessCanvasHost): HeadlessCanvas {
  const missing = (api: string) =>
    `my.${api} needs a canvas, and none is installed: npm install --save-dev ${CANVAS_PACKAGE}`
  const fail = (api: string) => () => {
    throw new Error(missing(api))
  }
  return {
    apis: {
      createCanvasContext: fail('createCanvasContext'),
      createOffscreenCanvas: fail('createOffscreenCanvas'),
      canvasToTempFilePath: asyncApi(calls, 'canvasToTempFilePath', {
        options: [...EXPORT_OPTIONS, 'canvasId', 'canvas'],
        run: fail('canvasToTempFilePath'),
      }),
    },
    node() {
      const api = 'createSelectorQuery().node'
      const details = { code: 'canvas-not-installed', api, package: CANVAS_PACKAGE } as const
      report({ severity: 'error', message: missing(api), details })
      return undefined
    },
  }
}
