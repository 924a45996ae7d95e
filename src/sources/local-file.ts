import { fstatSync, read, readSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSaveError, SaveError } from '../core/errors.ts'
import { withBytes } from '../core/image-stream.ts'
import type { Opened, RandomAccess, Source } from '../core/types.ts'
import { formatValue } from '../core/validation.ts'
import { closeFile, openToRead, waitForFiles } from '../node/open-files.ts'
import { absolutePath } from '../node/paths.ts'

/** In bytes. */
const FIRST_CHUNK = 65_536
const CHUNK = 262_144

/**
 * A file of this computer, by its path or its `file:` URL. It must be a regular file, and must not change while it is read.
 */
export function localFile(path: string | URL): Source {
  return {
    open(signal) {
      const checked = checkPath(path)
      return sourceOf(checked, () => openToRead(checked)).open(signal)
    },
  }
}

/** The file that `open` opens. `path` is for messages, and for albums that open the file themselves. */
export function sourceOf(path: string, open: () => number): Source {
  return {
    open() {
      try {
        return openFile(path, open)
      } catch {
        // Too many files may be open. Any other error occurs again.
        return waitForFiles(() => openFile(path, open)).catch((error) => fail(error, path))
      }
    },
  }
}

function checkPath(given: unknown): string {
  try {
    const path =
      given instanceof URL || /^file:\/\//i.test(given as string) ? fileURLToPath(given as string | URL) : given
    if (typeof path === 'string' && path !== '') return path
  } catch {
    // Another kind of URL, or one of another computer.
  }
  const value = formatValue(given instanceof URL ? given.href : given)
  const message = `${value} is not the path of a file. Pass localFile('pics/a.png').`
  throw new SaveError('unsupported-path', message, { details: { code: 'not-a-path', value } })
}

/**
 * Opening the file and the few short reads, of its head, its end and the first chunk, are synchronous: each takes a
 * fraction of a round trip to the thread pool, and no descriptor is open while a save waits for its turn. Long reads are
 * asynchronous.
 */
function openFile(path: string, open: () => number): Opened {
  const fullPath = absolutePath(path)
  let file: OpenFile | undefined = openRegular(path, open)
  const before = file.stats
  const { dev, ino, size } = before
  const close = () => {
    file?.close()
    file = undefined
  }
  const access: RandomAccess = {
    size,
    read: (position, length) => file?.readSync(new Uint8Array(length), position) ?? new Uint8Array(0),
  }
  let position = 0
  return withBytes(
    { size, name: basename(path), file: fullPath, fileId: { dev, ino }, close, access },
    {
      async read(into) {
        try {
          if (!file) {
            file = openRegular(path, open)
            checkUnchanged(path, before, file.stats)
          }
          const length = Math.min(position === 0 ? FIRST_CHUNK : CHUNK, size - position)
          const target = into?.length ? into.subarray(0, length) : new Uint8Array(length)
          const value = position === 0 ? file.readSync(target, position) : await file.read(target, position)
          position += value.length
          // It was cancelled meanwhile.
          if (!file) return { done: true, value: undefined }
          if (value.length > 0) return { done: false, value }
          checkUnchanged(path, before, fstatSync(file.descriptor))
          close()
          return { done: true, value: undefined }
        } catch (error) {
          close()
          return fail(error, path)
        }
      },
      async cancel() {
        close()
      },
    },
  )
}

interface OpenFile {
  readonly descriptor: number
  readonly stats: Stats
  /** Fills `target` as far as the file goes, and returns the filled part. */
  readSync(target: Uint8Array, position: number): Uint8Array
  read(target: Uint8Array, position: number): Promise<Uint8Array>
  /**
   * Settles a pending read at once, but closes the file only after it, so that the system does not give its descriptor to
   * another file in the meantime.
   */
  close(): void
}

function openRegular(path: string, open: () => number): OpenFile {
  const descriptor = open()
  let isClosing = false
  let abandonRead: (() => void) | undefined
  const close = () => {
    isClosing = true
    if (abandonRead) abandonRead()
    else closeFile(descriptor)
  }
  const stats = fstatSync(descriptor)
  if (!stats.isFile()) {
    close()
    throw notAFile(path, stats)
  }
  return {
    descriptor,
    stats,
    close,
    readSync: (target, position) => target.subarray(0, readSync(descriptor, target, 0, target.length, position)),
    read: (target, position) =>
      new Promise((resolve, reject) => {
        abandonRead = () => resolve(new Uint8Array(0))
        read(descriptor, target, 0, target.length, position, (error, count) => {
          abandonRead = undefined
          if (isClosing) closeFile(descriptor)
          if (error) reject(error)
          else resolve(target.subarray(0, count))
        })
      }),
  }
}

/** Loads the messages only when something fails. */
async function fail(error: unknown, path: string): Promise<never> {
  throw isSaveError(error) ? error : (await import('../node/read-error.ts')).readError(error, path)
}

function checkUnchanged(path: string, before: Stats, now: Stats): void {
  const sizes = now.size === before.size ? undefined : ([before.size, now.size] as const)
  if (!sizes && now.mtimeMs === before.mtimeMs && now.ino === before.ino) return
  const how = sizes ? `it had ${sizes[0]} bytes and now has ${sizes[1]}` : 'somebody wrote to it'
  const message = `${JSON.stringify(path)} changed while it was being read: ${how}. Save it again.`
  throw new SaveError('unknown', message, { details: { code: 'local-file-changed', path, sizes } })
}

function notAFile(path: string, stats: Stats): SaveError {
  const [kind, remedy] = stats.isDirectory()
    ? (['folder', 'Pass the pictures in it'] as const)
    : stats.isFIFO()
      ? (['pipe', 'Save its output to a file first'] as const)
      : ([stats.isSocket() ? 'socket' : 'device', 'Pass a file'] as const)
  const message = `${JSON.stringify(path)} is a ${kind}, not a file. ${remedy}.`
  return new SaveError('unsupported-path', message, { details: { code: 'not-a-file', path, kind } })
}
