import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { connectMy, exposeMy, type Port } from 'photosalbum/bridge'
import { blob, createMy, dataUrl, directory, localFile, memory, network, saveImage } from 'photosalbum/node'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'

/** What must not grow. */
export interface Use {
  /** Of the heap and of buffers, in bytes, after garbage was collected. */
  readonly memory: number
  /** Open files, sockets and the like. */
  readonly handles: number
  /** Files that are neither photos nor files of the app. */
  readonly temporary: number
}

export interface SoakOptions {
  /** Asked before each round. */
  readonly goesOn: (round: number) => boolean
  /** Gets what is in use after each tenth round. */
  readonly onUse?: (use: Use, round: number) => void
}

export interface SoakResult {
  readonly saved: number
  readonly refused: number
  /** After the first rounds, when everything was loaded and used once. */
  readonly first: Use
  readonly last: Use
}

/** Code that is compiled on the way and caches that are filled take some, in bytes: no more after an hour than after a minute. */
export const MAX_GROWTH = 8_000_000

export const isFlat = (first: Use, last: Use): boolean =>
  last.memory - first.memory <= MAX_GROWTH && last.handles <= first.handles && last.temporary === 0

/** Rounds until everything was loaded, compiled and cached. */
export const WARM_UP = 20

/** Saves, downloads, failures and aborts in rounds, as a process sees them that runs for months. */
export async function soak({ goesOn, onUse }: SoakOptions): Promise<SoakResult> {
  const base = await mkdtemp(join(tmpdir(), 'photosalbum-soak-'))
  const [album, sources, dataDir] = [join(base, 'album'), join(base, 'sources'), join(base, 'data')]
  await mkdir(sources)
  const image = Buffer.from(imageOfSize(60_000))
  const file = join(sources, 'photo.png')
  await writeFile(file, image)
  const server = createServer((request, response) => {
    if (request.url === '/missing') response.writeHead(404).end()
    else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': image.length })
      response.write(image.subarray(0, 9_000), () => response.destroy())
    } else if (request.url === '/moved') response.writeHead(302, { location: '/photo.png' }).end()
    else if (request.url === '/never') response.write(image.subarray(0, 5_000))
    else response.end(image)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const counts = { saved: 0, refused: 0 }
  let first: Use | undefined
  let last: Use | undefined
  try {
    for (let round = 1; goesOn(round); round++) {
      await runRound()
      if (round % 10 > 0 || round < WARM_UP) continue
      last = await measure()
      first ??= last
      onUse?.(last, round)
    }
  } finally {
    server.closeAllConnections()
    server.close()
    await rm(base, { recursive: true, force: true })
  }
  if (!first || !last) throw new Error(`A soak takes at least ${WARM_UP} rounds.`)
  return { ...counts, first, last }

  async function runRound(): Promise<void> {
    const folder = directory({ path: album })
    const kept = memory()
    const dataURL = `data:image/png;base64,${image.toString('base64')}`
    const abort = new AbortController()
    const saves = [
      saveImage(localFile(file), { album: folder }),
      saveImage(blob(image), { album: folder, name: 'photo' }),
      saveImage(blob(new Blob([image]).stream()), { album: folder }),
      saveImage(dataUrl(dataURL), { album: kept }),
      saveImage(network(`${url}/moved`), { album: folder }),
      saveImage(network(`${url}/missing`), { album: folder }),
      saveImage(network(`${url}/cut`), { album: folder }),
      saveImage(blob(image.subarray(0, 5_000)), { album: folder }),
      saveImage(localFile(join(sources, 'none.png')), { album: folder }),
    ]
    // Once everything else has come to its end, so that this one is aborted in the middle.
    const endless = saveImage(network(`${url}/never`), { album: folder, signal: abort.signal })
    const others = await Promise.allSettled(saves)
    abort.abort()
    const all = [...others, ...(await Promise.allSettled([endless]))]
    counts.saved += all.filter(({ status }) => status === 'fulfilled').length
    counts.refused += all.filter(({ status }) => status === 'rejected').length
    folder.dispose?.()
    await useMy(kept)
    // Photos are kept by people, not by this test.
    await rm(album, { recursive: true })
  }

  /** An app: downloads, files of its own, failures, and calls across a port. */
  async function useMy(kept: ReturnType<typeof memory>): Promise<void> {
    const my = createMy({ appId: 'soak', dataDir, album: kept, network: { allowHttpLoopback: true } })
    const { port1, port2 } = new MessageChannel()
    const exposed = exposeMy(my, port1 as unknown as Port)
    const remote = await connectMy(port2 as unknown as Port)
    const files = my.getFileSystemManager()
    const filePath = `${my.env.USER_DATA_PATH}/a.png`
    const { apFilePath } = await my.downloadFile({ url: `${url}/photo.png` })
    await remote.saveImageToPhotosAlbum({ filePath: apFilePath })
    await files.writeFile({ filePath, data: new Uint8Array(image).buffer })
    await remote.saveImageToPhotosAlbum({ filePath })
    await remote.saveImageToPhotosAlbum({ filePath: 'https://usr/none.png' }).catch(() => {})
    await my.setStorage({ key: 'a', data: { b: [1, 2, 3] } })
    const task = my.downloadFile({ url: `${url}/never` })
    task.abort()
    await task.catch(() => {})
    exposed.close()
    port1.close()
    await my.dispose()
  }

  async function measure(): Promise<Use> {
    collectGarbage()
    // What the collector finds to be gone is closed in later turns.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return { memory: heapUsed + arrayBuffers, handles: await countHandles(), temporary: await countTemporary() }
  }

  async function countTemporary(): Promise<number> {
    const names = await readdir(base, { recursive: true, withFileTypes: true })
    const expected = ['photo.png', 'a.png', 'storage']
    return names.filter((entry) => entry.isFile() && !expected.some((name) => entry.name.startsWith(name))).length
  }
}

/** Descriptors where the system lists them, else what Node knows of. */
async function countHandles(): Promise<number> {
  const descriptors = await readdir('/proc/self/fd').catch(() => undefined)
  return descriptors?.length ?? process.getActiveResourcesInfo().length
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
