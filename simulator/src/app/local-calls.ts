import { addCall, addCalledBack, changeCall } from '../state/log.ts'
import type { LocalEvent } from './protocol.ts'

/** The rows of what the worker answers itself, by the worker's own count. */
const localCalls = new Map<number, number>()

/** What the worker answers itself is in the log like everything else. */
export function noteLocal(event: LocalEvent): void {
  if (event.type === 'called') {
    localCalls.set(event.call, addCall(event.api, event.options))
    return
  }
  const number = localCalls.get(event.call)
  if (number === undefined) return
  if (event.type === 'callback') {
    addCalledBack(number, event.callback, event.result)
    return
  }
  changeCall(number, () => ({ outcome: event.failed ? 'failed' : 'succeeded', result: event.result }))
  addCalledBack(number, event.failed ? 'rejected' : 'resolved', event.result)
}
