import type { Failure } from '../my/call.ts'
import type { CallbackName } from '../my/events.ts'
import type { My } from '../my/my.ts'
import { checkMy, checkPort } from './misuse.ts'
import { listen, type Port, post } from './port.ts'
import type { CallMessage, FromApp, FromHost, Outcome } from './protocol.ts'
import { apisOf, ownerOf, snapshotOf } from './snapshot.ts'

/** A `my` that is used from the other side of a port. */
export interface ExposedMy {
  /** Tells the other side what is here now, after something changed: a version, a platform, the `my` itself. */
  refresh(): void
  /** Ends it. What waits on the other side fails there; `my` itself goes on, and is the caller's to dispose of. */
  close(): void
}

type Method = (options?: object) => unknown

/** What the promise of a call can do besides: end it, and tell how it goes. */
type Task = { readonly [name: string]: unknown }

/**
 * Lets whatever is on the other side of `port` use `my`, by `connectMy`: its asynchronous APIs, and what of it answers
 * at once as it was when it was last told. Whoever holds the port can do what the app can, and no more.
 *
 * Give a function where `my` may be replaced by another one: each call goes to the one that is there at that time.
 */
export function exposeMy(my: My | (() => My), port: Port): ExposedMy {
  checkMy('exposeMy', my)
  checkPort('exposeMy', port)
  const current = () => (typeof my === 'function' ? my() : my)
  const tasks = new Map<number, Task>()

  async function call({ id, owner, api, options, callbacks }: CallMessage): Promise<void> {
    const called: CallbackName[] = []
    const given = Object.fromEntries(callbacks.map((name) => [name, () => called.push(name)]))
    const outcome = await run()
    tasks.delete(id)
    send({ type: 'settled', id, outcome, called })

    async function run(): Promise<Outcome> {
      try {
        if (!apisOf(current(), owner).includes(api))
          return { failure: { error: 3, errorMessage: `There is no ${api} any more.` } }
        const method = ownerOf(current(), owner)[api] as Method
        const running = method(options && { ...options, ...given })
        watch(id, running)
        return { result: ((await running) ?? {}) as object }
      } catch (thrown) {
        return { failure: thrown as Failure }
      }
    }
  }

  /** Passes on what the task of a call tells, where it has one. */
  function watch(id: number, running: unknown): void {
    if (!(running instanceof Promise)) return
    const task = running as unknown as Task
    for (const [name, listen] of Object.entries(task)) {
      if (!/^on[A-Z]/.test(name) || typeof listen !== 'function') continue
      listen((value: object) => send({ type: 'event', id, event: name.slice(2), value }))
      tasks.set(id, task)
    }
  }

  function abort(id: number): void {
    const end = tasks.get(id)?.abort
    if (typeof end === 'function') end()
  }

  function refresh(): void {
    send({ type: 'snapshot', snapshot: snapshotOf(current()) })
  }

  function send(message: FromHost): void {
    post(port, message)
  }

  function receive(message: FromApp): void {
    if (message.type === 'connect') refresh()
    else if (message.type === 'call') void call(message)
    else if (message.type === 'abort') abort(message.id)
    // Looking is what tells the host of this `my`.
    else if (message.type === 'missing-api') void current()[message.name as keyof My]
    else stop()
  }

  const stop = listen(port, receive, () => stop())
  refresh()
  return {
    refresh,
    close() {
      send({ type: 'close' })
      stop()
    },
  }
}
