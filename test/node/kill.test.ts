import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import directory from 'photosalbum/albums/directory'
import { expect, onTestFinished, test } from 'vitest'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { photosIn, stagedIn } from '../albums/folder-under-test.ts'
import { count } from '../setup/counts.ts'
import { program } from './fault.ts'

const KILLS = count(6, 240)
/** How many albums are used side by side. */
const LANES = count(1, 3)

interface Acknowledged {
  readonly location: string
  readonly size: number
  readonly number: number
}

/** Starts a process that saves photos, and kills it at a random moment after its first acknowledgement. */
function saveAndKill(job: object): Promise<{ pid: number; acknowledged: Acknowledged[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program('keep-saving.js'), JSON.stringify(job)])
    let output = ''
    let problem = ''
    child.stdout.setEncoding('utf8').once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 40))
    child.stdout.on('data', (text) => {
      output += text
    })
    child.stderr.on('data', (text) => {
      problem += text
    })
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`The process ended on its own: ${problem}`))
      // The last line may have been cut off by the kill.
      const lines = output.split('\n').slice(0, -1)
      resolve({ pid: child.pid as number, acknowledged: lines.map((line) => JSON.parse(line)) })
    })
  })
}

async function lane(home: string, kills: number): Promise<void> {
  const path = join(home, 'album')
  const sources = join(home, 'sources')
  await mkdir(sources, { recursive: true })
  const seen = new Set<string>()
  let orphans = 0
  let seed = 1
  // Unless a kill fell into a save, the test proves nothing.
  for (let kill = 0; kill < kills || orphans === 0; kill++) {
    const { pid, acknowledged } = await saveAndKill({ path, sources, seed, atOnce: 1 + (kill % 8) })
    const photos = new Map<string, Buffer>()
    for (const name of await photosIn(path)) {
      if (seen.has(name)) continue
      seen.add(name)
      photos.set(join(path, name), await readFile(join(path, name)))
    }
    for (const { location, size, number } of acknowledged) {
      expect(
        photos.get(location)?.equals(imageOfSize(size, number)),
        `${location} was acknowledged, and is whole`,
      ).toBe(true)
      photos.delete(location)
    }
    // Published, but killed before it could acknowledge it.
    for (const [location, bytes] of photos) expect(isWhole(bytes), `${location} is whole`).toBe(true)
    const left = await stagedIn(path)
    orphans += left.length
    // Every process that saved anything removed what the one before it left.
    for (const name of left) expect(name.split('-').at(-3), `${name} was left by this process`).toBe(String(pid))
    seed += 1000
  }
  await directory({ path }).add(albumPhoto({ stem: 'last' }), new AbortController().signal)
  expect(await stagedIn(path)).toEqual([])
}

/** Saves and kills again and again while others do the same. Gives all that was acknowledged. */
async function besideOthers(path: string, sources: string, first: number, kills: number): Promise<Acknowledged[]> {
  await mkdir(sources)
  const all: Acknowledged[] = []
  for (let kill = 0; kill < kills; kill++) {
    const { acknowledged } = await saveAndKill({ path, sources, seed: first + kill * 1000, atOnce: 1 + (kill % 8) })
    all.push(...acknowledged)
  }
  return all
}

/** True for an image of `imageOfSize` and for no part of it: nearly all of it is one chunk with a checksum. */
function isWhole(bytes: Buffer): boolean {
  const end = 41 + bytes.readUInt32BE(33)
  return bytes.length === end + 78 && crc32(bytes.subarray(37, end)) === bytes.readUInt32BE(end)
}

test('C15, C17, C18: the same is true when others save into the album, and are killed, at the same time', async () => {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-kill-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const path = join(home, 'album')
  const lanes = Array.from({ length: count(3, 6) }, (_, lane) =>
    besideOthers(path, join(home, `${lane}`), lane * 1e6, count(2, 20)),
  )
  const acknowledged = (await Promise.all(lanes)).flat()
  expect(new Set(acknowledged.map(({ location }) => location)).size).toBe(acknowledged.length)
  for (const { location, size, number } of acknowledged) {
    expect((await readFile(location)).equals(imageOfSize(size, number)), `${location} is whole`).toBe(true)
  }
  await directory({ path }).add(albumPhoto({ stem: 'last' }), new AbortController().signal)
  for (const name of await photosIn(path)) {
    if (name !== 'last.png') expect(isWhole(await readFile(join(path, name))), `${name} is whole`).toBe(true)
  }
  expect(await stagedIn(path)).toEqual([])
}, 300_000)

test('C17, C18: whenever a process is killed, what it acknowledged is there, no photo is partial, and the next save cleans up', async () => {
  const homes = await Promise.all(Array.from({ length: LANES }, () => mkdtemp(join(tmpdir(), 'photosalbum-kill-'))))
  onTestFinished(async () => {
    await Promise.all(homes.map((home) => rm(home, { recursive: true })))
  })
  await Promise.all(homes.map((home) => lane(home, KILLS / LANES)))
}, 900_000)
