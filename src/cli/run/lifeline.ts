import { Socket } from 'node:net'
import { GRACE, LIFELINE } from './pipes.ts'

/**
 * A thread of the app's process that ends it when the command is gone (`kill -9`). The app's own thread hears of that,
 * too, and cleans up; but not while it is in a loop that never ends.
 */
new Socket({ fd: LIFELINE })
  .on('error', () => {})
  .on('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE))
  .resume()
