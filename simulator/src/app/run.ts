import type { Program } from '../../../src/mini-program/types.ts'
import type { servedSockets } from '../../../src/sources/network/socket-messages.ts'
import type { PhoneMy } from '../phone/my.ts'
import type { LiveTree } from '../view/nodes.ts'
import type { AppFrame } from './app-frame.ts'
import type { ToApp } from './protocol.ts'

/** One run of an app, from its start to its end. */
export interface Run {
  readonly root: string
  /** The running program. Its templates and styles are replaced if only these have changed. */
  compiled: Program
  readonly frame: AppFrame
  readonly my: PhoneMy
  readonly channel: MessagePort
  readonly tree: LiveTree
  readonly sockets: ReturnType<typeof servedSockets>
  /** Ends the app, and shows the home screen. */
  exit(): void
  /** The number of received updates, and whether the app will be notified when they are on the screen. */
  updates: number
  willReport: boolean
  /** The number of methods that the user has called. */
  taps: number
  /** Shown by the phone if the page stays empty. */
  firstError?: string
}

let run: Run | undefined

/** The current run of an app. */
export const currentRun = (): Run | undefined => run

export function setCurrentRun(next: Run | undefined): void {
  run = next
}

export function send(message: ToApp): void {
  run?.channel.postMessage(message)
}
