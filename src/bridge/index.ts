/** `my` across a port: to a worker, an iframe, Electron's renderer or a Node worker. */
export type { My } from '../my/my.ts'
export { type ConnectOptions, connectMy } from './connect-my.ts'
export { type ExposedMy, exposeMy } from './expose-my.ts'
export { connectMyToParent, exposeMyToFrame, type Frame } from './frame.ts'
export type { Port } from './protocol.ts'
