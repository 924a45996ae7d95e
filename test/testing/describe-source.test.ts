import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blob, dataUrl, localFile, network } from 'photosalbum/node'
import { describeSource, type SourceUnderTest } from 'photosalbum/testing'
import { describe, expect, test } from 'vitest'

const buffer = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>

/** The network source of a real server with this response. */
async function served(listener: RequestListener): Promise<SourceUnderTest> {
  const open = new Set<ServerResponse>()
  let idle = () => {}
  const server = createServer((request, response) => {
    open.add(response)
    response.once('close', () => {
      open.delete(response)
      if (open.size === 0) idle()
    })
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    source: network(`http://127.0.0.1:${port}/poster.png`),
    async held() {
      // The server is notified of a closed connection a little later, and never if the connection stays open.
      if (open.size > 0) await Promise.race([new Promise<void>((resolve) => (idle = resolve)), tooLong()])
      return open.size
    },
    dispose() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const tooLong = () => new Promise<void>((resolve) => setTimeout(resolve, 5000).unref())
const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1)

describeSource(
  { describe, test },
  {
    name: 'network',
    create: (bytes) => served((_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes)),
    createMissing: () => served((_, response) => response.writeHead(404).end()),
    createBroken: (bytes) =>
      served((_, response) => {
        response.writeHead(200, { 'content-length': bytes.length }).write(half(bytes), () => response.destroy())
      }),
    createStuck: (bytes) =>
      served((_, response) => {
        response.writeHead(200, { 'content-length': bytes.length }).write(half(bytes))
      }),
  },
)

describeSource(
  { describe, test },
  {
    name: 'local-file',
    create(bytes) {
      const folder = mkdtempSync(join(tmpdir(), 'photosalbum-source-'))
      const path = join(folder, 'poster.png')
      writeFileSync(path, bytes)
      return {
        source: localFile(path),
        held: () => readdirSync('/proc/self/fd').filter((fd) => target(fd) === path).length,
        dispose: () => rmSync(folder, { recursive: true }),
      }
    },
    createMissing: () => ({ source: localFile(join(tmpdir(), 'photosalbum-no-such-file.png')) }),
  },
)

/** The descriptor may have been closed since it was listed. */
function target(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return ''
  }
}

describeSource({ describe, test }, { name: 'blob', create: (bytes) => ({ source: blob(new Blob([buffer(bytes)])) }) })
describeSource({ describe, test }, { name: 'bytes', create: (bytes) => ({ source: blob(bytes) }) })
describeSource(
  { describe, test },
  {
    name: 'data-url',
    create: (bytes) => ({ source: dataUrl(`data:image/png;base64,${Buffer.from(bytes).toString('base64')}`) }),
    createMissing: () => ({ source: dataUrl('data:image/png;base64') }),
  },
)
describeSource(
  { describe, test },
  {
    name: 'stream',
    create: (bytes) => ({ source: blob(new Blob([buffer(bytes)]).stream()) }),
    exceptions: { again: 'a stream can be read once' },
  },
)

describe('describeSource', () => {
  /** The titles and functions of the tests for a source. */
  function declared(options: Parameters<typeof describeSource>[1]) {
    const tests = new Map<string, () => Promise<void>>()
    const runner = {
      describe: (_: string, body: () => void) => body(),
      test: (title: string, body: () => Promise<void>) => tests.set(title, body),
    }
    describeSource(runner, options)
    return tests
  }
  const lying = { name: 'lying', create: (bytes: Uint8Array) => ({ source: blob(bytes.slice(1)) }) }

  test('fails a source that loses a byte', async () => {
    const tests = declared(lying)
    await expect(tests.get('C16: provides every byte, and the size and name that it announces')?.()).rejects.toThrow(
      'equal the 300000',
    )
  })

  test('fails a source that leaves resources open', async () => {
    const holding = declared({ ...lying, create: (bytes) => ({ source: blob(bytes), held: () => 1 }) })
    await expect(holding.get('holds nothing open after it was released unread')?.()).rejects.toThrow('not 1')
  })

  test('lists a declared exception, and fails it once the rule holds', async () => {
    const title = 'declared exception, one-time link: C15: can be opened again, even while it is open'
    const exceptions = { again: 'one-time link' }
    await declared({ ...lying, exceptions }).get(title)?.()
    const kept = declared({ ...lying, create: (bytes) => ({ source: blob(bytes) }), exceptions })
    await expect(kept.get(title)?.()).rejects.toThrow('This rule holds')
  })

  test('throws without a source', () => {
    const runner = { describe: () => {}, test: () => {} }
    expect(() => describeSource(runner, { name: 'x' } as never)).toThrow(
      'describeSource takes what it tests second. Pass { name, create }, where create is a function.',
    )
  })

  test('lists the rules that were not tested', () => {
    expect([...declared(lying).keys()]).toContain(
      'not tested: C9: reports in one line that something does not exist (no missing source was passed)',
    )
  })
})
