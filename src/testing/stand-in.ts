import { copyOfData } from '../mini-program/page-data.ts'

interface StandIn {
  readonly app: { globalData?: unknown }
  readonly globalData: object
}

const standIns = new WeakMap<object, StandIn>()

/**
 * What `getApp()` answers: it stands for what a script gave to `App`, which itself never changes, and is as new at each
 * launch. It stays the same object, and so does its `globalData`: a module runs once, however often its app is launched,
 * and may have begun with `const app = getApp()`.
 */
export function standInOf(definition: object): object {
  const { app, globalData } = standIns.get(definition) ?? { app: {}, globalData: {} }
  standIns.set(definition, { app, globalData })
  for (const part of [app, globalData]) for (const name of Object.keys(part)) Reflect.deleteProperty(part, name)
  Object.defineProperties(app, Object.getOwnPropertyDescriptors(definition))
  const data = copyOfData(app.globalData)
  const isPlain = typeof data === 'object' && data !== null && !Array.isArray(data)
  if (data !== undefined) app.globalData = isPlain ? Object.assign(globalData, data) : data
  return app
}
