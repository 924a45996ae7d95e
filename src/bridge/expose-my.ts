import { type ApiTable, tableOf } from '../my/api.ts'
import type { CallbackName, Failure } from '../my/events.ts'
import type { My } from '../my/my.ts'
import { checkMy, checkPort } from './arguments.ts'
import {
  type CallMessage,
  FROM_APP,
  type FromApp,
  type FromHost,
  listen,
  type Outcome,
  type Owner,
  type Port,
  post,
  type Snapshot,
} from './protocol.ts'

/** A `my` that can be used from the other side of a port. */
export interface ExposedMy {
  /** Sends a new snapshot to the other side. Call it after a change of the version, the platform, or the `my` itself. */
  refresh(): void
  /** Closes the connection. Pending calls on the other side fail; `my` itself stays usable and is not disposed of. */
  close(): void
}

type Members = { readonly [name: string]: unknown }
type Method = (options?: object) => unknown

/**
 * Lets the other side of `port` use `my` through `connectMy`: its asynchronous APIs, and a snapshot of everything that answers
 * synchronously. The other side can do nothing that an app with this `my` could not do.
 *
 * Pass a function if `my` may be replaced: each call then uses the current one.
 * @throws TypeError if `my` is not a `my` or `port` is not a port
 */
export function exposeMy(my: My | (() => My), port: Port): ExposedMy {
  checkPort('exposeMy', port)
  const current = () => {
    const now = typeof my === 'function' ? my() : my
    checkMy('exposeMy', now)
    return now
  }
  current()
  const tasks = new Map<number, Members>()

  async function call({ id, owner, api, options, callbacks }: CallMessage): Promise<void> {
    const called: CallbackName[] = []
    const recorders = Object.fromEntries(callbacks.map((name) => [name, () => called.push(name)]))
    const outcome = await run()
    tasks.delete(id)
    send({ type: 'settled', id, outcome, called })

    async function run(): Promise<Outcome> {
      try {
        if (!remoteApis(current(), owner).includes(api))
          return { failure: { error: 3, errorMessage: `my.${api} no longer exists.` } }
        const method = membersOf(current(), owner)[api] as Method
        const running = method(options && { ...options, ...recorders })
        forwardEvents(id, running)
        return { result: ((await running) ?? {}) as object }
      } catch (thrown) {
        return { failure: thrown as Failure }
      }
    }
  }

  /** Forwards the events of the call's task, if it has one. */
  function forwardEvents(id: number, running: unknown): void {
    if (!(running instanceof Promise)) return
    const task = running as unknown as Members
    for (const [name, subscribe] of Object.entries(task)) {
      tasks.set(id, task)
      if (!/^on[A-Z]/.test(name) || typeof subscribe !== 'function') continue
      subscribe((value: object) => send({ type: 'event', id, event: name.slice(2), value }))
    }
  }

  function abort(id: number): void {
    const abortTask = tasks.get(id)?.abort
    if (typeof abortTask === 'function') abortTask()
  }

  function refresh(): void {
    send({ type: 'snapshot', snapshot: takeSnapshot(current()) })
  }

  function send(message: FromHost): void {
    post(port, message)
  }

  function receive(message: FromApp): void {
    if (message.type === 'connect') refresh()
    else if (message.type === 'call') void call(message)
    else if (message.type === 'abort') abort(message.id)
    // Reading the member reports the name to the host of this `my`.
    else if (message.type === 'missing-api') void current()[message.name as keyof My]
    else stop()
  }

  const stop = listen(port, { rules: FROM_APP, onMessage: receive, onClosed: () => stop() })
  refresh()
  return {
    refresh,
    close() {
      send({ type: 'close' })
      stop()
    },
  }
}

/**
 * APIs that answer synchronously or take a listener, and therefore cannot be called across a port. `dispose` belongs to the
 * host.
 */
const LOCAL =
  /^o(n|ff)[A-Z]|^(canIUse|getSystemInfoSync|getFileSystemManager|dispose|arrayBufferToBase64|base64ToArrayBuffer)$|Sync$/

function membersOf(my: My, owner: Owner): Members {
  return owner === 'my' ? ({ ...my } as Members) : ((callSync(my, 'getFileSystemManager') ?? {}) as Members)
}

/** Calls a synchronous API. Checks with `in` first, because looking up a missing API would report it to the host. */
function callSync(my: My, name: string, ...args: unknown[]): unknown {
  const api: unknown = name in my ? my[name as keyof My] : undefined
  return typeof api === 'function' ? api(...args) : undefined
}

/** The names of the APIs that can be called from the other side. */
function remoteApis(my: My, owner: Owner): string[] {
  const members = membersOf(my, owner)
  return Object.keys(members).filter((name) => typeof members[name] === 'function' && !LOCAL.test(name))
}

function takeSnapshot(my: My): Snapshot {
  const values = Object.entries(my).filter(([, value]) => !hasFunctions(value))
  return {
    apis: { my: remoteApis(my, 'my'), files: remoteApis(my, 'files') },
    values: Object.fromEntries(values),
    systemInfo: callSync(my, 'getSystemInfoSync') as object | undefined,
    usable: queries(tableOf(my)).filter((query) => callSync(my, 'canIUse', query)),
  }
}

/** Whether a value cannot be sent over a port: a function, or an object with functions such as `my.ap`. */
const hasFunctions = (value: unknown): boolean =>
  typeof value === 'function' || Object.values(Object(value)).some((member) => typeof member === 'function')

/** Every query to which `my.canIUse` could answer `true`. */
function queries(table: ApiTable): string[] {
  return Object.entries(table).flatMap(([name, api]) => {
    if (!('run' in api)) return [name, ...below(name, namesIn(api.properties))]
    const options = [...api.options, ...(api.ignores ?? []), 'success', 'fail', 'complete']
    const values = Object.entries(api.values ?? {}).flatMap(([option, known = []]) => below(option, known))
    const object = ['object', ...below('object', [...options, ...values])]
    const results = ['return', 'callback'].flatMap((type) => [type, ...below(type, namesIn(api.returns))])
    return [name, ...below(name, [...object, ...results])]
  })
}

const below = (parent: string, names: readonly string[]) => names.map((name) => `${parent}.${name}`)

/** The names without versions: `tempFilePath` for `tempFilePath@2.7.23`. */
const namesIn = (listed: readonly string[] = []) => listed.map((one) => one.split('@')[0]!)
