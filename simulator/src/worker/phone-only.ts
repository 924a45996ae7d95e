/** Globals of a browser's worker that a phone does not have. An app that finds one of them would fail on a phone. */
const BROWSER_GLOBALS = [
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

/** Removes them. This is not for security, which the page's content security policy provides. */
export function removeBrowserGlobals(): void {
  for (const name of BROWSER_GLOBALS) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true })
  }
}
