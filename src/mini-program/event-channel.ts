type Listener = (...values: unknown[]) => void

/** One end of the channel between a page and the page that it opened. */
export interface EventChannel {
  emit(name: string, ...values: unknown[]): void
  on(name: string, listener: Listener): void
  once(name: string, listener: Listener): void
  off(name?: string, listener?: Listener): void
}

/**
 * Creates both ends of a channel: listeners at one end receive the events of the other. `run` calls a listener, which is code
 * of the app.
 */
export function createEventChannels(
  run: (listener: Listener, values: unknown[]) => void,
): readonly [opener: EventChannel, opened: EventChannel] {
  const ends = [new Map<string, Listener[]>(), new Map<string, Listener[]>()] as const
  const end = (own: Map<string, Listener[]>, other: Map<string, Listener[]>): EventChannel => {
    const on = (name: string, listener: Listener) => {
      own.set(name, [...(own.get(name) ?? []), listener])
    }
    const off = (name?: string, listener?: Listener) => {
      if (name === undefined) own.clear()
      else if (listener === undefined) own.delete(name)
      else
        own.set(
          name,
          (own.get(name) ?? []).filter((each) => each !== listener),
        )
    }
    return {
      emit(name, ...values) {
        for (const listener of [...(other.get(name) ?? [])]) run(listener, values)
      },
      on,
      once(name, listener) {
        const once: Listener = (...values) => {
          off(name, once)
          listener(...values)
        }
        on(name, once)
      },
      off,
    }
  }
  return [end(ends[0], ends[1]), end(ends[1], ends[0])]
}
