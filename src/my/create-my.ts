import { localize, render } from '../i18n/localize.ts'
import { Limiter } from '../util/async.ts'
import { buildApis, type Context, rememberTable } from './api.ts'
import { APIS, withCanIUse } from './apis/index.ts'
import { createSchedule } from './apis/screen.ts'
import { keyValuesInMemory } from './apis/storage.ts'
import { type Calls, consecutiveCalls, trackCalls } from './call.ts'
import { createClient } from './client.ts'
import { reportMissingApis, safeObserver } from './events.ts'
import type { My } from './my.ts'
import type { MyHost } from './options.ts'
import { createPermission, SCOPE } from './permission.ts'
import { createLazyExchange, createRemote } from './sources.ts'

/**
 * Creates a `my`. Each host calls it from its own `createMy`, which is the function that users call.
 *
 * A `my` is one context that all of its calls share, with a member for each API in the table that exists for this client.
 */
export function createMyFrom(host: MyHost): My {
  const closing = new AbortController()
  const calls = trackCalls()
  const context = createContext(host, closing.signal, calls)

  const table = { ...APIS, ...host.apis }
  const my = buildApis(withCanIUse(table), context)
  rememberTable(my, table)
  let disposed: Promise<void> | undefined
  const dispose = async () => {
    closing.abort()
    await calls.cancel()
    await host.files.dispose()
    await host.release?.()
  }
  my.dispose = () => {
    disposed ??= dispose()
    return disposed
  }
  const { observe } = context
  const observed = observe ? reportMissingApis(my, (name) => observe({ type: 'missing-api', name })) : my
  return observed as unknown as My
}

function createContext(host: MyHost, signal: AbortSignal, { begin, controller, end }: Calls): Context {
  const {
    album,
    files,
    fileOperations,
    packageFiles,
    authorize,
    permission,
    permissionMemory: memory,
    screen = {},
    now,
  } = host
  const { network = {}, defects, messages } = host
  const client = createClient(host.client)
  const defect = host.defect ?? (defects?.consecutiveCalls ? consecutiveCalls() : undefined)
  return {
    // Used by every call.
    platform: client.platform,
    signal,
    begin,
    controller,
    end,
    observe: safeObserver(host.observe),
    ...(defect && { defect }),
    localize(error) {
      if (!/^zh/i.test(client.language)) return error.message
      return messages ? render(error, messages) : localize(error, client.language)
    },
    // Destinations of photos and files.
    album,
    files,
    fileOperations,
    packageFiles,
    storage: host.storage ?? keyValuesInMemory(),
    // The user and the client.
    client,
    screen,
    schedule: createSchedule(signal),
    permission: createPermission({ authorize, reason: permission?.[SCOPE]?.desc, memory, signal }),
    // Sources of images.
    remote: createRemote(network),
    exchange: host.exchange ?? createLazyExchange(network),
    networkType: host.networkType ?? (() => 'WIFI'),
    limiter: new Limiter(network.concurrency ?? 6),
    limits: { maxBytes: network.maxBytes },
    allowHttpLoopback: network.allowHttpLoopback ?? false,
    now,
  }
}
