import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, MessageChannelMain } from 'electron'
import { exposeMy } from 'photosalbum/bridge'
import { createMy } from 'photosalbum/node'

/** The album of this computer: Photos on macOS, the Pictures folder elsewhere. */
const my = createMy()

await app.whenReady()
const window = new BrowserWindow({
  width: 420,
  height: 720,
  webPreferences: { preload: fileURLToPath(new URL('preload.cjs', import.meta.url)) },
})

// A page that is reloaded gets a port of its own; the old one closes with its page.
window.webContents.on('did-finish-load', () => {
  const { port1, port2 } = new MessageChannelMain()
  exposeMy(my, port1)
  port1.start()
  window.webContents.postMessage('my', null, [port2])
})
await window.loadFile(fileURLToPath(new URL('index.html', import.meta.url)))

app.on('window-all-closed', async () => {
  await my.dispose()
  app.quit()
})
