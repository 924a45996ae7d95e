import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import directory from 'photosalbum/albums/directory'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ownedName } from '../../src/disk/owner.ts'
import { albumPhoto } from '../../src/testing/album-photo.ts'

const hour = 60 * 60
const now = () => Date.now() / 1000
const [place = '', , started = ''] = ownedName().split('-')

let path: string
let staging: string

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'photosalbum-orphans-'))
  staging = join(path, process.getuid ? `.photosalbum-${process.getuid()}` : '.photosalbum')
  await mkdir(staging)
  return () => rm(path, { recursive: true })
})

/** What is left of a staged file of this name and age after the next photo was saved. */
async function afterNextSave(name: string, age = 0): Promise<string[]> {
  await writeFile(join(staging, name), 'half a photo')
  await utimes(join(staging, name), now() - age, now() - age)
  await directory({ path }).add(albumPhoto(), new AbortController().signal)
  return readdir(staging).catch(() => ['the folder is gone'])
}

/** The number of a process that lives for as long as the test. */
async function livingProcess(): Promise<number> {
  const child = spawn('sleep', ['1000'])
  await new Promise((resolve) => child.once('spawn', resolve))
  onTestFinished(() => void child.kill())
  return child.pid as number
}

async function deadProcess(): Promise<number> {
  const child = spawn('true')
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid as number
}

describe('C18: the next save removes what a killed process left', () => {
  test('that is gone', async () => {
    expect(await afterNextSave(`${place}-${await deadProcess()}-${started}-1`)).toEqual(['the folder is gone'])
  })

  test('that had the number which this process has now', async () => {
    const earlier = Number(started) - hour
    expect(await afterNextSave(`${place}-${process.pid}-${earlier}-1`)).toEqual(['the folder is gone'])
  })

  test('on another computer, or before this one was started again, a day ago', async () => {
    expect(await afterNextSave('elsewhere-1-1-1', 25 * hour)).toEqual(['the folder is gone'])
  })
})

describe('what may still be written stays', () => {
  test('by a process that lives', async () => {
    const name = `${place}-${await livingProcess()}-${started}-1`
    expect(await afterNextSave(name, hour)).toEqual([name])
  })

  test('by this process', async () => {
    const name = `${place}-${process.pid}-${started}-1`
    expect(await afterNextSave(name)).toEqual([name])
  })

  test('on another computer', async () => {
    expect(await afterNextSave('elsewhere-1-1-1', 23 * hour)).toEqual(['elsewhere-1-1-1'])
  })
})

test('no two staged files of a process have one name', () => {
  expect(new Set(Array.from({ length: 10_000 }, ownedName)).size).toBe(10_000)
})
