import { Socket } from 'node:net'
import { workerData } from 'node:worker_threads'

/**
 * A thread of the app's process that ends it when the command is gone (`kill -9`). The app's own thread notices, too, and
 * cleans up; but not while it is in an endless loop. Nothing is written to the pipe, which closes with the command.
 */
const { descriptor, graceMs } = workerData as { readonly descriptor: number; readonly graceMs: number }
new Socket({ fd: descriptor })
  .on('error', () => {})
  .on('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs))
  .resume()
