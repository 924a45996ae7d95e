import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { SaveError } from '../core/errors.ts'
import type { Album } from '../core/types.ts'
import type { Fetch } from '../sources/network/network.ts'
import { type Access, createAccess, randomKey } from './access.ts'
import { createGuard, type Guard } from './guard.ts'
import { type ChosenAddress, chooseAddress, createCertificate } from './local-network.ts'
import { allowOthers, pageRequests } from './page-requests.ts'
import { pageSockets } from './page-sockets.ts'
import { MAX_TEXT, programRequests } from './program-requests.ts'
import { openProject, type ProjectProblem } from './project.ts'
import { siteFile } from './site.ts'
import { createWatcher } from './watch.ts'

export interface SimulatorOptions {
  /**
   * A page.js or a mini-program's folder.
   * @default only the samples
   */
  readonly target?: string | undefined
  /**
   * The port. If it is in use, the next free one is taken. 0 is any free port.
   * @default 8100
   */
  readonly port?: number | undefined
  /**
   * The IPv4 address of this computer at which phones in the local network can connect, over HTTPS. `true` is its first private
   * address.
   * @default only this computer
   */
  readonly host?: string | true | undefined
  /**
   * The album for photos when the option "real album" is on.
   * @default system()
   */
  readonly album?: Album
  /**
   * Fetches images for the page.
   * @default nodeFetch()
   */
  readonly fetch?: Fetch
  /**
   * The value of the cookie of admitted browsers. With the same session, open pages still work after a restart.
   * @default a random one
   */
  readonly session?: string
  /**
   * The folder of the built simulator.
   * @default the one of this package
   */
  readonly site?: string
}

export interface Simulator {
  /** The URL to open, with a key that admits the browser. */
  readonly url: string
  /** The same with a single-use key, for a URL that others may see. */
  createUrl(): string
  /** The origin, such as `http://127.0.0.1:8100`. */
  readonly origin: string
  readonly port: number
  /** A problem of the project, which still runs as far as possible. */
  readonly problem?: ProjectProblem | undefined
  /** Set with the option `host`. */
  readonly localNetwork?: LocalNetwork | undefined
  close(): Promise<void>
}

export interface LocalNetwork {
  /** The origin, such as `https://192.168.1.5:8100`. */
  readonly origin: string
  /** The other private addresses of this computer, at which the server does not listen. */
  readonly others: readonly string[]
  /** Calls `show` with a URL whose key admits one browser, and with a new one whenever a key was used. */
  invite(show: (url: string) => void): void
}

/** An entrance to the server, with the access checks for its requests. */
interface Entrance {
  readonly guard: Guard
  readonly access: Access
}

export const DEFAULT_PORT = 8100
const LOOPBACK = '127.0.0.1'
const MAX_PORT = 65_535
/** The number of ports that are tried. */
const TRIES = 50

/** Headers of every response: no sniffing, no embedding elsewhere, no caching, no referrer for other sites. */
const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** The maximum size of an app's request, in bytes. */
const MAX_UPLOAD = 100 * 1024 * 1024

/**
 * Serves the simulated phone on loopback. Throws `not-found` if the target is missing or has nothing to run, and
 * `unavailable` if there is no free port, or no address for the option `host`.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const site = options.site ?? fileURLToPath(new URL('../simulator/', import.meta.url))
  const project = options.target === undefined ? undefined : await openProject(options.target)
  const chosen = options.host === undefined ? undefined : chooseAddress(networkInterfaces(), options.host)
  const closing = new AbortController()
  let port = 0
  let localPort = 0

  const listeners = new Set<SSEStreamingApi>()
  /** The files that the app itself has loaded, such as pictures. Changes of other files take effect through the compiler. */
  const loaded = new Set<string>()
  const reportChange = (paths: readonly string[]) => {
    const isLoaded = (path: string) => [...loaded].some((file) => file === path || file.startsWith(path + sep))
    const data = paths.some(isLoaded) ? 'files' : 'sources'
    for (const stream of listeners) void stream.writeSSE({ event: 'change', data })
  }
  const watcher = project && createWatcher(project.root, reportChange)
  const programs = programRequests({
    project: () => project,
    site,
    onRead: (path) => watcher?.add(path),
    onLoad: (path) => loaded.add(path),
  })
  const token = randomKey()
  const loopback: Entrance = {
    guard: createGuard({ token, origins: () => [LOOPBACK, 'localhost'].map((host) => `http://${host}:${port}`) }),
    access: createAccess({ port: () => port, session: options.session ?? randomKey() }),
  }

  const app = new Hono<{ Bindings: { readonly entrance: Entrance } }>()
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value)
    }
  })
  app.use((context, next) => context.env.entrance.guard.ownPageOnly(context, next))
  app.use((context, next) => context.env.entrance.access.middleware(context, next))
  app.post('*', (context, next) => context.env.entrance.guard.withToken(context, next))

  /** Server-sent events: the open pages restart the app after a file of the project has changed. */
  app.get('/changes', (context) =>
    streamSSE(context, async (stream) => {
      listeners.add(stream)
      await stream.writeSSE({ event: 'listening', data: '', retry: 1000 })
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      listeners.delete(stream)
    }),
  )
  app.route('/', programs.app)
  app.use('/fetch', bodyLimit({ maxSize: MAX_TEXT }))
  app.use('/request', bodyLimit({ maxSize: MAX_UPLOAD }))
  const self = { port: () => port, localHost: () => chosen && `${chosen.address}:${localPort}` }
  app.route('/', pageRequests({ album: options.album, fetch: options.fetch, ...self, closing: closing.signal }))
  app.use('/socket/*', bodyLimit({ maxSize: MAX_UPLOAD }))
  app.route('/', pageSockets({ allow: allowOthers(self), closing: closing.signal }))
  app.get('*', async (context) => {
    const path = pathOf(context)
    const file = await siteFile(site, path, token)
    return file ?? context.notFound()
  })

  app.notFound((context) => context.text(`There is no ${context.req.method} /${pathOf(context)}.\n`, 404))
  // Such as a path that cannot be decoded.
  app.onError((_error, context) => context.text('This request could not be answered.\n', 400))

  const servers: Server[] = []
  const stop = async () => {
    closing.abort()
    await watcher?.close()
    await programs.dispose()
    await Promise.all(servers.map(closeServer))
  }
  /** Listens at this address, on the wanted port or the next free one. Returns the port. */
  const open = async (host: string, wanted: number, entrance: Entrance, https?: { key: string; cert: string }) => {
    const server = createAdaptorServer({
      fetch: (request, env) => app.fetch(request, { ...env, entrance }),
      overrideGlobalObjects: false,
      ...(https && { createServer: createHttpsServer, serverOptions: https }),
    }) as Server
    servers.push(server)
    return await listen(server, host, wanted)
  }
  /** Phones are admitted until the server ends: their session is not stored, and their cookie is not valid on loopback. */
  const openToNetwork = async ({ address, others }: ChosenAddress): Promise<LocalNetwork> => {
    let show: (url: string) => void = () => {}
    const origin = () => new URL(`https://${address}:${localPort}`).origin
    const invite = () => show(`${origin()}/${access.query({ once: true })}`)
    const access = createAccess({
      port: () => localPort,
      session: randomKey(),
      secure: true,
      onKeyUsed: invite,
    })
    const guard = createGuard({ token, origins: () => [origin()] })
    localPort = await open(address, port, { guard, access }, await createCertificate(address))
    return {
      origin: origin(),
      others,
      invite(callback) {
        show = callback
        invite()
      },
    }
  }
  let localNetwork: LocalNetwork | undefined
  try {
    port = await open(LOOPBACK, options.port ?? DEFAULT_PORT, loopback)
    localNetwork = chosen && (await openToNetwork(chosen))
  } catch (thrown) {
    await stop()
    throw thrown
  }
  const origin = `http://${LOOPBACK}:${port}`
  const description = await project?.describe()
  // Starting a browser takes longer than compiling.
  programs.prepare(description?.routes)
  return {
    url: `${origin}/${loopback.access.query()}`,
    createUrl: () => `${origin}/${loopback.access.query({ once: true })}`,
    origin,
    port,
    problem: description?.problem,
    localNetwork,
    close: stop,
  }
}

const closeServer = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** The path without its first slash. File names may contain `#` and `?`. */
const pathOf = ({ req }: Context) => decodeURIComponent(new URL(req.url).pathname).slice(1)

/** Listens only at this address, on `port` or the next free one. Returns the port. */
async function listen(server: Server, host: string, port: number): Promise<number> {
  const last = Math.min(port + TRIES, MAX_PORT)
  for (let candidate = port; candidate <= last; candidate++) {
    server.listen(candidate, host)
    try {
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (thrown) {
      // In use, or reserved for administrators.
      if (!['EADDRINUSE', 'EACCES'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown
    }
  }
  throw new SaveError('unavailable', `No port from ${port} to ${last} is free. Choose another one.`, {
    details: { code: 'no-free-port', from: port, to: last },
  })
}
