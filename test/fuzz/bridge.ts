import { connectMy, exposeMy, type Port } from 'photosalbum/bridge'
import { createMy, memory } from 'photosalbum/node'
import type { Target } from './fuzz.ts'

/** A port that delivers what the test sends at once, and keeps what is sent to the other side. */
function fakePort() {
  const sent: { type?: string; id?: unknown; outcome?: unknown }[] = []
  let listener: (event: unknown) => void = () => {}
  const port: Port = {
    postMessage: (message) => void sent.push(message as object),
    addEventListener: (type, added) => {
      if (type === 'message') listener = added
    },
    removeEventListener() {},
  }
  return { port, sent, receive: (data: unknown) => listener({ data }) }
}

const my = createMy({ appId: 'fuzz', album: memory(), network: { allow: () => false } })
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Messages as JSON, one a line, to both sides of the bridge. */
export const bridge: Target = {
  bounds: { cpuPerMegabyte: 20_000, memoryPerByte: 4_000 },
  maxLength: 20_000,
  words: [
    ...[
      '"photosalbum":1',
      '"type":',
      '"call"',
      '"abort"',
      '"connect"',
      '"missing-api"',
      '"close"',
      '"snapshot"',
      '"settled"',
      '"event"',
    ],
    ...[
      '"id":1',
      '"owner":"my"',
      '"owner":"files"',
      '"api":',
      '"getSetting"',
      '"readFile"',
      '"dispose"',
      '"__proto__"',
      '"constructor"',
    ],
    ...[
      '"options":',
      '"callbacks":[]',
      '"success"',
      '"apis":',
      '"values":',
      '"usable":[]',
      '"outcome":',
      '"failure":',
      '"result":',
    ],
    ...['{', '}', '[', ']', ',', ':', 'null', 'true', '-1', '""', '\n', '"name":', '"called":[]', '"value":{}'],
  ],
  seeds: async () =>
    [
      '{"photosalbum":1,"type":"call","id":1,"owner":"my","api":"getSetting","options":{},"callbacks":["success"]}',
      '{"photosalbum":1,"type":"call","id":2,"owner":"files","api":"readFile","options":{"filePath":"https://usr/../a"},"callbacks":[]}',
      '{"photosalbum":1,"type":"call","id":3,"owner":"my","api":"saveImageToPhotosAlbum","options":{"filePath":"data:,"},"callbacks":["__proto__"]}',
      '{"photosalbum":1,"type":"abort","id":1}\n{"photosalbum":1,"type":"missing-api","name":"__proto__"}\n{"photosalbum":1,"type":"close"}',
      '{"photosalbum":1,"type":"snapshot","snapshot":{"apis":{"my":["__proto__","then"],"files":[]},"values":{"__proto__":{"polluted":1}},"usable":[]}}',
      '{"photosalbum":1,"type":"settled","id":1,"outcome":{"failure":{"error":1,"errorMessage":""}},"called":["fail"]}',
    ].map((text) => Buffer.from(text)),
  async check(input) {
    const messages = input.toString().split('\n').flatMap(parsed)
    if (messages.length === 0) return 'no message'
    const unhandled: unknown[] = []
    const keep = (error: unknown) => unhandled.push(error)
    const { warn } = console
    let warnings = 0
    console.warn = () => warnings++
    process.on('unhandledRejection', keep)
    try {
      const host = fakePort()
      const exposed = exposeMy(my, host.port)
      for (const message of messages) host.receive(message)
      await nextTurn()
      await nextTurn()
      const answers = host.sent.filter(({ type }) => type === 'settled').length
      exposed.close()

      const app = fakePort()
      const connected = await connectMy(app.port, { timeout: 1 }).catch(() => undefined)
      const connecting =
        connected ??
        connectMy(app.port, { timeout: 20 }).then(
          (remote) => Object.keys(remote),
          () => [],
        )
      for (const message of messages) app.receive(message)
      await connecting
      await nextTurn()
      if (unhandled.length > 0) throw unhandled[0]
      if ('polluted' in {}) throw new Error('The prototype of all objects was changed.')
      return `${Math.min(answers, 3)} ${Math.min(warnings, 2)} ${app.sent.length > 1}`
    } finally {
      process.off('unhandledRejection', keep)
      console.warn = warn
    }
  },
}

function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}
