import type { Program } from '../../../src/mini-program/types.ts'
import type { servedSockets } from '../../../src/sources/network/socket-messages.ts'
import type { PhoneMy } from '../phone/my.ts'
import type { LiveTree } from '../view/nodes.ts'
import type { AppFrame } from './app-frame.ts'
import type { ToApp } from './protocol.ts'

/** An app from its start to its end. */
export interface Run {
  readonly root: string
  /** What runs. Its templates and styles are replaced when only those have changed. */
  compiled: Program
  readonly frame: AppFrame
  readonly my: PhoneMy
  readonly channel: MessagePort
  readonly tree: LiveTree
  readonly sockets: ReturnType<typeof servedSockets>
  /** Ends it, and goes to the home screen. */
  exit(): void
  /** The updates that have come, and whether the app will be told when they are on the screen. */
  updates: number
  willReport: boolean
  /** How often the user has called a method. */
  taps: number
  /** The phone shows it if the page stays empty. */
  firstError?: string
}

let run: Run | undefined

/** The app that runs. */
export const currentRun = (): Run | undefined => run

export function setCurrentRun(next: Run | undefined): void {
  run = next
}

export function send(message: ToApp): void {
  run?.channel.postMessage(message)
}
