import { MessageChannel } from 'node:worker_threads'
import { connectMy, exposeMy, type Port } from 'photosalbum/bridge'
import type { NodeMyOptions } from 'photosalbum/node'
import { onTestFinished } from 'vitest'
import { openApp } from '../my/app.ts'

/** An app on one side of a port, connected to the `my` on the other. */
export async function openBridge(options: NodeMyOptions = {}) {
  const app = openApp(options)
  const { port1, port2 } = new MessageChannel()
  const exposed = exposeMy(app.my, port1 as Port)
  const my = await connectMy(port2 as Port)
  onTestFinished(() => {
    port1.close()
    port2.close()
  })
  return { ...app, host: app.my, my, exposed, ports: { host: port1, app: port2 } }
}
