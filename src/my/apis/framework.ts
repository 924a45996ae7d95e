import type { Value } from '../api.ts'

/**
 * What `my.canIUse` knows besides the members of `my`: features of pages and components. A host that implements more of
 * them adds to this table (`MyHost.apis`).
 */
const page: Value = {
  properties: ['setData', 'setData.callback@1.7.0', '$spliceData@1.7.2', '$batchedUpdates@1.14.0'],
}

/** The component, and its documented `type`. */
const canvas: Value = { properties: ['id', 'width', 'height', 'type', 'type.2d', 'onReady', 'onTap'] }

export const apis = { canvas, page }
