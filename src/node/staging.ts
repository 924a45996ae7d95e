import { type BigIntStats, constants, lstatSync, rmdirSync, unlinkSync } from 'node:fs'
import { lstat, mkdir, opendir, rmdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { SaveError } from '../core/errors.ts'
import { raceAbort } from '../util/async.ts'
import { exists, fchmod, fstat, open, rename, unlink } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { makeFolder } from './folder.ts'
import { closeFile, openFile, toCreate } from './open-files.ts'
import { isOrphan, ownedName } from './owner.ts'

/** The hidden folder in an album where all users and processes stage photos. */
export const STAGING = '.photosalbum'

/** The folder of a user who may not write to the shared one, or if something else has its name. */
const OWN_STAGING = `${STAGING}-${process.getuid?.() ?? 'own'}`

/** How the name of a claim begins. Claims are needed where there are no hard links. */
export const CLAIM = 'claim-'

/** The errors of renaming a folder to the name of another one that is not empty. */
const TAKEN = process.platform === 'win32' ? /^(EEXIST|ENOTEMPTY|EPERM)$/ : /^(EEXIST|ENOTEMPTY)$/

/** How often a process removes the files that killed processes left, in seconds. */
const CLEANUP_INTERVAL = 60

/** The most entries of a folder that are read: anyone who may write there can add any number of them. */
const MAX_ENTRIES = 1000

/** How many times a save tries again after another process, as it ended, removed the staging folder. */
const MAX_ATTEMPTS = 100

/** Identifies a file, even if another one has its name or its inode later. */
export type FileIdentity = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>

/** A photo that is whole and synced, but has no name in the album yet. */
export interface StagedFile {
  readonly path: string
  readonly identity: FileIdentity
}

/** Whether exactly this file is at the path. Throws if that cannot be determined. */
export function isFileAt(path: string, { dev, ino, size, mtimeNs }: FileIdentity): boolean {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return found?.ino === ino && found.dev === dev && found.size === size && found.mtimeNs === mtimeNs
}

/**
 * Where photos are written before they are published: a hidden folder in the album, so on the same file system. The first
 * save makes it, and the process removes it when it ends, if it is empty.
 */
export class Staging {
  readonly #album: string
  readonly #shared: string
  readonly #own: string
  #usesOwn = false
  #opening: Promise<string> | undefined
  #cleaning: Promise<unknown> | undefined
  #nextCleanup = 0

  constructor(album: string) {
    this.#album = album
    this.#shared = join(album, STAGING)
    this.#own = join(album, OWN_STAGING)
  }

  /**
   * Lets `make` create a file at a new path. If `make` throws, what it left there is removed; otherwise the caller discards
   * the file.
   */
  async create<File>(
    make: (path: string) => Promise<File>,
    signal: AbortSignal,
  ): Promise<{ path: string; file: File }> {
    retryRemovals()
    await raceAbort(this.#cleanUp(), signal)
    for (let attempt = 1; ; attempt++) {
      const opening = this.#opening ?? this.#open()
      this.#opening = opening
      let path: string | undefined
      try {
        path = join(await opening, ownedName())
        return { path, file: await make(path) }
      } catch (error) {
        if (this.#opening === opening) this.#opening = undefined
        if (path === undefined) throw error
        const code = errorCode(error)
        const isForbidden = code === 'EACCES' || code === 'EPERM'
        if (isForbidden && !this.#usesOwn) this.#usesOwn = true
        else if (code !== 'ENOENT' || attempt === MAX_ATTEMPTS) {
          await this.discard(path)
          throw error
        }
      }
    }
  }

  /** Removes a staged file now, or as soon as possible. Never fails. */
  async discard(path: string): Promise<void> {
    try {
      await unlink(path)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') remember(path)
    }
  }

  /** Removes a published photo now, or as soon as possible, unless another file has its name by then. Never fails. */
  withdraw(path: string, identity: FileIdentity): void {
    remove(path, identity)
  }

  /**
   * Reserves a name in the album for this process, and returns a function that releases it. Returns `undefined` if another
   * process has claimed it. A claim is a folder with one entry, named after its owner. The folder is renamed into place
   * complete, which fails if the name is claimed, so a claim always has an owner.
   */
  async claim(path: string): Promise<(() => Promise<void>) | undefined> {
    // Other users would not see a claim in this user's own folder.
    if (this.#usesOwn) throw stagingBlocked(this.#shared)
    const owner = ownedName()
    const [draft, claim] = [join(this.#shared, owner), join(this.#shared, claimOf(basename(path)))]
    try {
      await mkdir(draft)
      closeFile(await openFile(toCreate(join(draft, owner))))
      // It may be the claim of a process that was killed since the last cleanup.
      if (await exists(claim)) await removeOrphanedClaim(claim)
      await rename(draft, claim)
    } catch (error) {
      await this.#removeClaim(draft, owner)
      if (TAKEN.test(errorCode(error) ?? '') || (await exists(claim))) return undefined
      throw error
    }
    return () => this.#removeClaim(claim, owner)
  }

  async #removeClaim(claim: string, owner: string): Promise<void> {
    await this.discard(join(claim, owner))
    // If this fails, an empty folder claims nothing, and the next cleanup removes it.
    await rmdir(claim).catch(() => {})
  }

  /** Removes the folder if it is empty. The next save makes it again. */
  dispose(): void {
    this.#opening = undefined
    retryRemovals()
    for (const folder of [this.#shared, this.#own]) if (foldersInUse.has(folder)) removeIfEmpty(folder)
  }

  /** The staging folder. Makes it, and the album, if they are missing. */
  async #open(): Promise<string> {
    let madeAlbum = false
    for (;;) {
      const folder = this.#usesOwn ? this.#own : this.#shared
      try {
        await mkdir(folder)
        if (!this.#usesOwn) await giveModeOf(this.#album, folder)
        return useFolder(folder)
      } catch (error) {
        const code = errorCode(error)
        if (code === 'ENOENT' && !madeAlbum) {
          await makeFolder(this.#album)
          madeAlbum = true
        } else if (code !== 'EEXIST') throw error
      }
      // Anyone who may write to the album can put a file or a symbolic link there.
      const found = lstatSync(folder, { throwIfNoEntry: false })
      if (found?.isDirectory()) return useFolder(folder)
      if (found && this.#usesOwn) throw stagingBlocked(folder)
      if (found) this.#usesOwn = true
    }
  }

  /** At the first save, and again at intervals: removes the files of killed processes before a photo needs their space. */
  #cleanUp(): Promise<unknown> {
    // Not `performance.now()`: Node loads a module for it, which takes longer than a save.
    const now = process.uptime()
    if (!this.#cleaning || now >= this.#nextCleanup) {
      this.#nextCleanup = now + CLEANUP_INTERVAL
      this.#cleaning = Promise.all([removeOrphans(this.#shared), removeOrphans(this.#own)])
    }
    return this.#cleaning
  }
}

function stagingBlocked(folder: string): SaveError {
  const message = `Photos cannot be staged in ${folder}: it is not a folder that this user may write to. Remove it, then save again.`
  return new SaveError('permission-denied', message, { details: { code: 'staging-blocked', folder } })
}

/** Gives the folder the album's mode, so that everyone who may write to the album can stage photos, if this user may do so. */
async function giveModeOf(album: string, folder: string): Promise<void> {
  if (process.platform === 'win32') return
  let descriptor: number | undefined
  try {
    descriptor = await openFile(() => open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW))
    const [{ mode, gid }, made] = [await stat(album), await fstat(descriptor)]
    // A user outside the group would clear the setgid bit, which gives new files the album's group.
    const losesGroup = mode & 0o2000 && process.geteuid?.() !== 0 && !process.getgroups?.().includes(gid)
    if (mode !== made.mode && !losesGroup) await fchmod(descriptor, mode & 0o7777)
  } catch {
    // Other users then use folders of their own. If another process removed this one, the caller makes it again.
  } finally {
    if (descriptor !== undefined) closeFile(descriptor)
  }
}

/** Removes from a staging folder what killed processes left. Never fails: no save should fail because of that. */
async function removeOrphans(folder: string): Promise<void> {
  for (const name of await entriesOf(folder)) {
    const path = join(folder, name)
    await (name.startsWith(CLAIM) ? removeOrphanedClaim(path) : removeIfOrphaned(path, name))
  }
}

/** Removes a claim whose process is gone. An empty folder claims nothing. */
async function removeOrphanedClaim(claim: string): Promise<void> {
  for (const owner of await entriesOf(claim)) await removeIfOrphaned(join(claim, owner), owner)
  await rmdir(claim).catch(() => {})
}

/** Some entries of a folder; none where it is missing, or is a symbolic link or anything else. */
async function entriesOf(folder: string): Promise<string[]> {
  const names: string[] = []
  try {
    if (!(await lstat(folder)).isDirectory()) return []
    for await (const { name } of await opendir(folder)) {
      names.push(name)
      if (names.length === MAX_ENTRIES) break
    }
  } catch {
    // It may not be read, or was removed meanwhile.
  }
  return names
}

async function removeIfOrphaned(path: string, name: string): Promise<void> {
  try {
    const found = await lstat(path)
    if (!/^\w+-\d+-\d+-\w+$/.test(name) || !isOrphan(name, found.mtimeMs)) return
    if (!found.isDirectory()) return await unlink(path)
    // A process was killed before it could rename this into a claim.
    for (const entry of await entriesOf(path)) await unlink(join(path, entry))
    await rmdir(path)
  } catch {
    // Its owner removed it meanwhile, or this user may not.
  }
}

/** The claim of a name in the album. */
export const claimOf = (name: string): string => `${CLAIM}${hash(name)}`

/** Equal for names that some file system treats as equal. If different names share it, one of them gets a number. */
function hash(name: string): string {
  let value = 0
  for (const character of name.normalize('NFC').toLowerCase()) {
    value = (Math.imul(value, 31) + (character.codePointAt(0) ?? 0)) | 0
  }
  return (value >>> 0).toString(36)
}

/** What could not be removed, to be tried again at the next save and when the process ends. */
const pending = new Map<string, FileIdentity | undefined>()
const MAX_PENDING = 1000

function remember(path: string, identity?: FileIdentity): void {
  if (pending.size < MAX_PENDING) pending.set(path, identity)
  removeAtExit()
}

function remove(path: string, identity: FileIdentity | undefined): void {
  try {
    if (!identity || isFileAt(path, identity)) unlinkSync(path)
    pending.delete(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') pending.delete(path)
    else remember(path, identity)
  }
}

function retryRemovals(): void {
  for (const [path, identity] of [...pending]) remove(path, identity)
}

/** The staging folders that this process may have made. */
const foldersInUse = new Set<string>()

function useFolder(folder: string): string {
  foldersInUse.add(folder)
  removeAtExit()
  return folder
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
    foldersInUse.delete(folder)
  } catch {
    // Another process is saving, or it was removed already.
  }
}

let isListening = false

function removeAtExit(): void {
  if (isListening) return
  isListening = true
  process.once('exit', () => {
    retryRemovals()
    for (const folder of foldersInUse) removeIfEmpty(folder)
  })
}
