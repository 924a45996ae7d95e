import type { ApiTable } from '../../my/api.ts'
import { EXPORT_OPTIONS } from './export-image.ts'

/** The base library that introduced `Canvas.toTempFilePath` (旧版 Canvas 迁移指南.md). */
export const EXPORT_SINCE = '2.7.15'

const RESULT = ['apFilePath', 'tempFilePath']

/**
 * The answers of `my.canIUse` about the drawing APIs, with the version that introduced each (the pages in 界面/画布 and 界面/节点查询).
 */
export const CANVAS_FEATURES: ApiTable = {
  createCanvasContext: {},
  createOffscreenCanvas: { since: '2.7.3' },
  createSelectorQuery: { since: '1.4.0' },
  canvasToTempFilePath: {
    properties: [
      ...['object', 'return', 'callback'],
      ...[...EXPORT_OPTIONS, 'canvasId', 'canvas@2.7.0', 'success', 'fail', 'complete'].map((name) => `object.${name}`),
      ...['object.fileType.jpg', 'object.fileType.png'],
      ...['return', 'callback'].flatMap((type) => RESULT.map((name) => `${type}.${name}`)),
    ],
  },
}
