/** What `photosalbum` is on Node: the same, with `network` through Node's client. */
export * from './index.ts'
export { network } from './node/http.ts'
