/** Node 20 has no `WebSocket`. The build replaces this module with a bundle of the library. */
export { WebSocket } from 'ws'
