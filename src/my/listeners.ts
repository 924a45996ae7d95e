import { callApp } from './call-app.ts'

/** What an app listens to while one call runs. */
export interface Listeners {
  /** Anything but a function is ignored, as a callback would be. */
  add(event: string, listener: unknown): void
  /** Without a listener, all of that event go. */
  remove(event: string, listener?: unknown): void
  emit(event: string, value: object): void
}

type Listener = (value: never) => unknown

export function createListeners(): Listeners {
  const listening = new Map<string, Set<Listener>>()
  return {
    add(event, listener) {
      if (typeof listener !== 'function') return
      const all = listening.get(event) ?? new Set()
      listening.set(event, all.add(listener as Listener))
    },
    remove(event, listener) {
      if (listener === undefined) listening.delete(event)
      else listening.get(event)?.delete(listener as Listener)
    },
    emit(event, value) {
      for (const listener of [...(listening.get(event) ?? [])]) callApp(listener, value)
    },
  }
}
