import { addCall, addCalledBack, changeCall } from '../state/log.ts'
import type { LocalEvent } from './protocol.ts'

/** The number in the log of each call that the worker handles itself, by its number in the worker. */
const rowNumbers = new Map<number, number>()

/** Adds a call that the worker handles itself to the log, like any other call. */
export function logWorkerCall(event: LocalEvent): void {
  if (event.type === 'called') {
    rowNumbers.set(event.call, addCall(event.api, event.options))
    return
  }
  const number = rowNumbers.get(event.call)
  if (number === undefined) return
  if (event.type === 'callback') {
    addCalledBack(number, event.callback, event.result)
    return
  }
  changeCall(number, () => ({ outcome: event.failed ? 'failed' : 'succeeded', result: event.result }))
  addCalledBack(number, event.failed ? 'rejected' : 'resolved', event.result)
}
