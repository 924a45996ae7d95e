import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import directory from 'photosalbum/albums/directory'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ownedName } from '../../src/node/owner.ts'
import { CLAIM, STAGING } from '../../src/node/staging.ts'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { photosIn, stagedIn } from '../albums/folder-under-test.ts'
import { needs } from './fault.ts'
import { livingProcess } from './living-process.ts'

const hour = 60 * 60
const now = () => Date.now() / 1000
const [place = '', , started = ''] = ownedName().split('-')

/** Elsewhere it is computed from the clock. */
const knowsStart = process.platform === 'linux'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

let path: string

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'photosalbum-orphans-'))
  await mkdir(join(path, STAGING))
  return () => rm(path, { recursive: true })
})

const never = () => new AbortController().signal

/** Makes a staged file, or another entry of the staging folder, of this age. */
async function leave(name: string, age = 0): Promise<void> {
  const staged = join(path, STAGING, name)
  await writeFile(staged, 'half a photo')
  await utimes(staged, now() - age, now() - age)
}

/** What is in the staging folder after the next photo, where there was a staged file of this owner and age. */
async function afterNextSave(owner: string, age = 0): Promise<string[]> {
  await leave(owner, age)
  await directory({ path }).add(albumPhoto(), never())
  return stagedIn(path)
}

async function deadProcess(): Promise<number> {
  const child = spawn('true')
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid as number
}

/** Saves in a thread whose clock is an hour ahead. */
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
  test('if the process is gone', async () => {
    expect(await afterNextSave(`${place}-${await deadProcess()}-${started}-1`)).toEqual([])
  })

  test.runIf(knowsStart)('if the process was killed, and its parent has not collected its exit status', async () => {
    // `exec` leaves the child of the shell to a program that does not know it.
    const parent = spawn('sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'])
    onTestFinished(() => void parent.kill())
    const pid = String((await once(parent.stdout, 'data'))[0]).trim()
    await expect.poll(() => readFile(`/proc/${parent.pid}/comm`, 'latin1')).toBe('sleep\n')
    process.kill(Number(pid), 'SIGKILL')
    await expect.poll(() => readFile(`/proc/${pid}/stat`, 'latin1')).toContain(') Z ')
    expect(await afterNextSave(`${place}-${pid}-${started}-1`)).toEqual([])
  })

  test.runIf(knowsStart)('if another process has its PID by now', async () => {
    const { child } = await livingProcess()
    expect(await afterNextSave(`${place}-${child.pid}-1-1`)).toEqual([])
  })

  test('if this process has its PID now', async () => {
    const earlier = Number(started) - hour
    expect(await afterNextSave(`${place}-${process.pid}-${earlier}-1`)).toEqual([])
  })

  test('if it ran on another computer, or before a restart of this one, and a day has passed', async () => {
    expect(await afterNextSave('elsewhere-1-1-1', 25 * hour)).toEqual([])
  })

  test('also in a process that saved before, once a minute', async () => {
    const orphan = `${place}-${await deadProcess()}-${started}-1`
    await directory({ path }).add(albumPhoto(), never())
    expect(await afterNextSave(orphan)).toEqual([orphan])
    vi.spyOn(process, 'uptime').mockReturnValue(process.uptime() + 61)
    onTestFinished(() => void vi.restoreAllMocks())
    expect(await afterNextSave(orphan)).toEqual([])
  })

  test('including its claims of names, finished or not', async () => {
    const orphan = `${place}-${await deadProcess()}-${started}-1`
    for (const folder of [`${CLAIM}1`, orphan]) {
      await mkdir(join(path, STAGING, folder))
      await writeFile(join(path, STAGING, folder, orphan), '')
    }
    await mkdir(join(path, STAGING, `${CLAIM}2`))
    await directory({ path }).add(albumPhoto(), never())
    expect(await stagedIn(path)).toEqual([])
  })
})

describe('what may still be in use stays', () => {
  test.for([1, 1000])('a file of a running process, last written %i hours ago', async (hours) => {
    const { name } = await livingProcess()
    expect(await afterNextSave(name, hours * hour)).toEqual([name])
  })

  test.runIf(knowsStart)('a file of another thread of this process, after the clock was set', async () => {
    let goOn: (() => void) | undefined
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const album = directory({ path })
    const saving = album.add(albumPhoto({ stem: 'first', halfWay: () => waiting }), never())
    await expect.poll(() => stagedIn(path)).not.toEqual([])
    const later = new Worker(LATER, { eval: true, workerData: path })
    await once(later, 'exit')
    goOn?.()
    await saving
    expect(await photosIn(path)).toEqual(['first.png', 'second.png'])
  })

  test.runIf(knowsStart)('a file of a running process in another time namespace', async (context) => {
    needs(context)
    // In a container with a time namespace, the kernel gives another start for the same process.
    const { name } = await livingProcess(['unshare', '-T', '--boottime', '1000000', '--fork', '--kill-child'])
    expect(await afterNextSave(name)).toEqual([name])
  })

  test('a file of this process', async () => {
    const name = `${place}-${process.pid}-${started}-1`
    expect(await afterNextSave(name)).toEqual([name])
  })

  test('a recent file of another computer', async () => {
    expect(await afterNextSave('elsewhere-1-1-1', 23 * hour)).toEqual(['elsewhere-1-1-1'])
  })

  test('a name that was claimed by a running process', async () => {
    const claim = join(path, STAGING, `${CLAIM}1`)
    await mkdir(claim)
    await writeFile(join(claim, (await livingProcess()).name), '')
    await directory({ path }).add(albumPhoto(), never())
    expect(await stagedIn(path)).toEqual([`${CLAIM}1`])
  })

  test('a file that is not from photosalbum, however old', async () => {
    expect(await afterNextSave('my photo.png', 1000 * hour)).toEqual(['my photo.png'])
  })
})

test('C18: a photo that failed frees its space at once, while others are still being saved', async () => {
  const album = directory({ path })
  let goOn: (() => void) | undefined
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const broken = albumPhoto({ bytes: imageOfSize(1_000_000), atEnd: () => Promise.reject(new Error('broken')) })
  const failing = album.add(broken, never())
  const saving = album.add(albumPhoto({ halfWay: () => waiting }), never())
  await expect(failing).rejects.toThrow('broken')
  expect(await stagedIn(path)).toHaveLength(1)
  goOn?.()
  await saving
  expect(await stagedIn(path)).toEqual([])
  expect(await photosIn(path)).toEqual(['photo.png'])
})

test('no two staged files of a process have the same name', () => {
  expect(new Set(Array.from({ length: 10_000 }, ownedName)).size).toBe(10_000)
})
