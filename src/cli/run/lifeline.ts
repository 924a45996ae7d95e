import { Socket } from 'node:net'
import { workerData } from 'node:worker_threads'

/**
 * Kills the app's process after the command was killed (`kill -9`). The main thread cleans up and exits by itself, unless
 * it is in an endless loop, so this runs in a worker. Nothing is written to the pipe, which closes when the command ends.
 */
const { descriptor, graceMs } = workerData as { readonly descriptor: number; readonly graceMs: number }
new Socket({ fd: descriptor })
  .on('error', () => {})
  .on('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs))
  .resume()
