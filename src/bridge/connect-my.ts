import { SaveError } from '../core/errors.ts'
import { checkNumber } from '../core/wrong-option.ts'
import { tellMissing } from '../my/missing-apis.ts'
import type { My } from '../my/my.ts'
import { LONGEST_TIMER } from '../util/longest-timer.ts'
import { checkPort } from './misuse.ts'
import { listen, type Port, post } from './port.ts'
import type { FromApp, FromHost, Owner, Snapshot } from './protocol.ts'
import { createRemoteCalls } from './remote-calls.ts'

export interface ConnectOptions {
  /** The longest wait for the other side, in milliseconds. 30,000 unless told otherwise. */
  readonly timeout?: number
}

type Named = Record<string, unknown>

/**
 * The `my` that `exposeMy` offers on the other side of `port`. Callbacks stay on this side, and every rule of a call
 * holds here. What answers at once (`canIUse`, `env`, `getSystemInfoSync`…) answers as the other side was when it last
 * told. The `…Sync` twins of the files are not there: nothing can wait for a port.
 *
 * Rejects with `unavailable` when nobody answers. Once the port is closed, whatever waits fails with 17, and so does
 * whatever is called later. `dispose` closes it, and leaves the `my` on the other side alone.
 */
export async function connectMy(port: Port, { timeout = 30_000 }: ConnectOptions = {}): Promise<My> {
  checkPort('connectMy', port)
  checkNumber('connectMy', 'timeout', timeout, 'milliseconds')
  const own: Named = {}
  const files: Named = {}
  const tellHost = (owner: string) => (name: string) => send({ type: 'missing-api', name: owner + name })
  const seenFiles = tellMissing(files, tellHost('FileSystemManager.'))
  const made: Record<Owner, Map<string, unknown>> = { my: new Map(), files: new Map() }
  let snapshot: Snapshot | undefined
  let tellConnected = () => {}

  const send = (message: FromApp) => post(port, message)
  const calls = createRemoteCalls({
    platform: () => (snapshot?.values.env as { platform?: 'iOS' | 'Android' } | undefined)?.platform ?? 'iOS',
    send,
  })

  function receive(message: FromHost): void {
    if (message.type === 'settled') calls.settle(message)
    else if (message.type === 'event') calls.tell(message)
    else if (message.type === 'close') close()
    else learn(message.snapshot)
  }

  function learn(told: Snapshot): void {
    snapshot = told
    update(files, 'files', {})
    update(own, 'my', { ...told.values, ...answers(told) })
    tellConnected()
  }

  /** What answers at once. */
  function answers({ systemInfo, apis }: Snapshot): Named {
    return {
      canIUse: (query: unknown) => snapshot?.usable.includes(String(query)) ?? false,
      ...(systemInfo && { getSystemInfoSync: () => structuredClone(snapshot?.systemInfo) }),
      ...(apis.files.length > 0 && { getFileSystemManager: () => seenFiles }),
      dispose: async () => {
        send({ type: 'close' })
        close()
      },
    }
  }

  /** Brings an object to what is there now. What the app put there itself stays. */
  function update(target: Named, owner: Owner, others: Named): void {
    const known = made[owner]
    const now = new Map(Object.entries(others))
    for (const name of snapshot?.apis[owner] ?? []) now.set(name, known.get(name) ?? calls.api(owner, name))
    for (const [name, value] of known) if (target[name] === value && !now.has(name)) delete target[name]
    for (const [name, value] of now)
      if (!Object.hasOwn(target, name) || target[name] === known.get(name)) target[name] = value
    made[owner] = now
  }

  const stop = listen(port, receive, close)
  function close(): void {
    stop()
    calls.close()
    // A worker's own scope has a `close`, too, but that one ends the worker.
    if (port !== (globalThis as unknown)) port.close?.()
  }

  send({ type: 'connect' })
  await answered()
  return tellMissing(own, tellHost('')) as unknown as My

  async function answered(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      const message = `Nobody offers a \`my\` on this port: call exposeMy(my, port) on its other side.`
      timer = setTimeout(() => reject(new SaveError('unavailable', message)), Math.min(timeout, LONGEST_TIMER))
    })
    try {
      if (!snapshot) await Promise.race([late, new Promise<void>((resolve) => (tellConnected = resolve))])
    } catch (thrown) {
      close()
      throw thrown
    } finally {
      clearTimeout(timer)
    }
  }
}
