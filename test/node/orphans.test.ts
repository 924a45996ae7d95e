import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { link, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import directory from 'photosalbum/albums/directory'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ownedName } from '../../src/node/owner.ts'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'

const hour = 60 * 60
const now = () => Date.now() / 1000
const [place = '', , started = ''] = ownedName().split('-')

/** Elsewhere it is computed from the clock. */
const knowsStart = process.platform === 'linux'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const owner = join(dist, 'node', 'owner.js')

/** How everything hidden in an album begins. */
const hidden = process.getuid ? `.photosalbum-${process.getuid()}-` : '.photosalbum-'

let path: string

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'photosalbum-orphans-'))
  return () => rm(path, { recursive: true })
})

/** What is hidden in the album after the next photo, where there was a staged file of this owner and age, with its flag. */
async function afterNextSave(owner: string, age = 0): Promise<string[]> {
  const staged = join(path, `${hidden}${owner}`)
  await writeFile(staged, 'half a photo')
  await utimes(staged, now() - age, now() - age)
  await link(staged, join(path, `${hidden}0`))
  await directory({ path }).add(albumPhoto(), new AbortController().signal)
  return (await readdir(path)).filter((name) => name.startsWith('.'))
}

/** What a process that lives for as long as the test calls its staged files. */
async function livingProcess(): Promise<string> {
  const tell = `import('${owner}').then(({ ownedName }) => console.log(ownedName()), setInterval(() => {}, 1e6))`
  const child = spawn(process.execPath, ['-e', tell])
  onTestFinished(() => void child.kill())
  return String((await once(child.stdout, 'data'))[0]).trim()
}

async function deadProcess(): Promise<number> {
  const child = spawn('true')
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid as number
}

/** Saves in a thread for which it is an hour later. */
const LATER = `
  const now = Date.now
  Date.now = () => now() + 3_600_000
  const { workerData } = require('node:worker_threads')
  const load = async (file) => import('${dist}/' + file)
  async function save() {
    const { default: directory } = await load('albums/directory.js')
    const { saveImage } = await load('core/save-image.js')
    const { blob } = await load('sources/blob.js')
    const { imageOfSize } = await load('testing/images/tiny-images.js')
    await saveImage(blob(imageOfSize(1000)), { album: directory({ path: workerData }), name: 'second' })
  }
  save()`

describe('C18: the next save removes what a killed process left', () => {
  test('that is gone', async () => {
    expect(await afterNextSave(`${place}-${await deadProcess()}-${started}-1`)).toEqual([])
  })

  test("that has a living one's number, a day ago", async () => {
    const [, pid] = (await livingProcess()).split('-')
    expect(await afterNextSave(`${place}-${pid}-1-1`, 25 * hour)).toEqual([])
  })

  test('that had the number which this process has now', async () => {
    const earlier = Number(started) - hour
    expect(await afterNextSave(`${place}-${process.pid}-${earlier}-1`)).toEqual([])
  })

  test('on another computer, or before this one was started again, a day ago', async () => {
    expect(await afterNextSave('elsewhere-1-1-1', 25 * hour)).toEqual([])
  })
})

describe('what may still be written stays', () => {
  test.for([1, 1000])('by a process that lives, though it wrote the last of it %i hours ago', async (hours) => {
    const name = await livingProcess()
    expect(await afterNextSave(name, hours * hour)).toEqual([`${hidden}0`, `${hidden}${name}`].sort())
  })

  test.runIf(knowsStart)('by another thread of this process, after the clock was set', async () => {
    let goOn: (() => void) | undefined
    const looked = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const album = directory({ path })
    const saving = album.add(albumPhoto({ stem: 'first', halfWay: () => looked }), new AbortController().signal)
    await expect.poll(() => readdir(path)).not.toEqual([])
    const later = new Worker(LATER, { eval: true, workerData: path })
    await once(later, 'exit')
    goOn?.()
    await saving
    expect(await readdir(path)).toEqual(['first.png', 'second.png'])
  })

  test('by this process', async () => {
    const name = `${place}-${process.pid}-${started}-1`
    expect(await afterNextSave(name)).toEqual([`${hidden}0`, `${hidden}${name}`].sort())
  })

  test('on another computer', async () => {
    expect(await afterNextSave('elsewhere-1-1-1', 23 * hour)).toEqual([`${hidden}0`, `${hidden}elsewhere-1-1-1`])
  })
})

test('C18: a photo that failed gives back its room at once, also while others are being saved', async () => {
  const album = directory({ path })
  let goOn: (() => void) | undefined
  const looked = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const broken = albumPhoto({ bytes: imageOfSize(1_000_000), atEnd: () => Promise.reject(new Error('broken')) })
  const other = albumPhoto({ halfWay: () => looked })
  const failing = album.add(broken, new AbortController().signal)
  const saving = album.add(other, new AbortController().signal)
  await expect(failing).rejects.toThrow('broken')
  const sizes = (await readdir(path)).map((name) => statSync(join(path, name)).size)
  goOn?.()
  await saving
  expect(sizes.filter((size) => size > other.content.length)).toEqual([])
  expect(await readdir(path)).toEqual(['photo.png'])
})

test('no two staged files of a process have one name', () => {
  expect(new Set(Array.from({ length: 10_000 }, ownedName)).size).toBe(10_000)
})
