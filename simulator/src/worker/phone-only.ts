/** What a browser's worker has and a phone's app has not. An app that finds one of them would only fail on a phone. */
const BROWSER_ONLY = [
  'BroadcastChannel',
  'EventSource',
  'WebSocket',
  'WebTransport',
  'Worker',
  'XMLHttpRequest',
  'caches',
  'close',
  'cookieStore',
  'fetch',
  'importScripts',
  'indexedDB',
  'localStorage',
  'navigator',
  'postMessage',
  'webkitRequestFileSystem',
]

/** Takes it away. Not for safety, which the page's policy is for. */
export function leavePhoneOnly(): void {
  for (const name of BROWSER_ONLY) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true })
  }
}
