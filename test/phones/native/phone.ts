import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/**
 * The phone's side of these tests, which cannot run here: the storage of the app and the photo library are folders, and
 * the native modules in this folder read and write them. Everything above is the packages' own code.
 */
export interface Phone {
  readonly os: 'ios' | 'android'
  /** What the system answers when a photo is added. */
  answer: 'granted' | 'denied' | 'full'
  /** Whether the app may also read photos. */
  readable: boolean
  readonly cache: string
  readonly library: string
  /** Calls of native functions so far, by name. */
  readonly calls: string[]
}

/** Global, because tests load the modules of a platform again for another one. */
const global = globalThis as { phone?: Phone | undefined }

export function phone(): Phone {
  if (!global.phone) throw new Error('Call startPhone() first.')
  return global.phone
}

export function startPhone(os: Phone['os'], answer: Phone['answer'] = 'granted'): Phone {
  const folder = mkdtempSync(join(tmpdir(), 'photosalbum-phone-'))
  const phone: Phone = {
    os,
    answer,
    readable: true,
    cache: join(folder, 'cache'),
    library: join(folder, 'library'),
    calls: [],
  }
  mkdirSync(phone.cache)
  mkdirSync(phone.library)
  global.phone = phone
  return phone
}

export function stopPhone(): void {
  if (global.phone) rmSync(join(global.phone.cache, '..'), { recursive: true, force: true })
  global.phone = undefined
}

/** Adds a copy of the file to the library, in a folder of its own as photo libraries do. Returns its id. */
export function addToLibrary(path: string, name = basename(path)): string {
  const { library } = phone()
  const item = mkdtempSync(join(library, 'asset-'))
  copyFileSync(path, join(item, name))
  return basename(item)
}

export function photosOf({ library }: Phone): { name: string; bytes: Uint8Array }[] {
  return readdirSync(library).flatMap((item) =>
    readdirSync(join(library, item)).map((name) => ({ name, bytes: readFileSync(join(library, item, name)) })),
  )
}

/** Files that are left in the storage of the app. */
export function leftoversOf({ cache }: Phone): string[] {
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}
