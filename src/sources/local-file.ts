import { fstatSync, read as readInto, readSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSaveError, SaveError } from '../core/errors.ts'
import type { Opened, Source } from '../core/types.ts'
import { closeFile, openToRead, waitForFiles } from '../node/open-files.ts'
import { absolutePath } from '../node/paths.ts'

const firstChunk = 65_536
const largeChunk = 262_144

/**
 * A file of this computer, by its path or its `file:` URL. Only a regular file is taken, and it must stay what it was
 * while it is read.
 */
export function localFile(given: string | URL): Source {
  return {
    open() {
      const path = pathOf(given)
      try {
        return openFile(path)
      } catch {
        // Whatever was wrong, it is either over when there are fewer open files, or wrong again.
        return waitForFiles(() => openFile(path)).catch((error) => explain(error, path))
      }
    },
  }
}

function pathOf(given: unknown): string {
  try {
    const path =
      given instanceof URL || /^file:\/\//i.test(given as string) ? fileURLToPath(given as string | URL) : given
    if (typeof path === 'string' && path !== '') return path
  } catch {
    // Another kind of URL, or one of another computer.
  }
  const what = given instanceof URL ? given.href : typeof given === 'string' ? JSON.stringify(given) : typeof given
  throw new SaveError('unsupported-path', `This is no path of a file: ${what}. Pass localFile('pics/a.png').`)
}

/**
 * Opening and the few short reads, of head, end and first chunk, are synchronous: each is a fraction of what a trip to the
 * thread pool costs, and no descriptor stays open while a save waits for its turn. Everything long is asynchronous.
 */
function openFile(path: string): Opened {
  const name = basename(path)
  const absolute = absolutePath(path)
  let file: OpenFile | undefined = openRegular(path)
  const { size, mtimeMs, ino } = file.stats
  const close = () => {
    file?.close()
    file = undefined
  }
  const check = (now: Stats) => {
    if (now.size !== size) throw changed(path, `it had ${size} bytes and has ${now.size}`)
    if (now.mtimeMs !== mtimeMs || now.ino !== ino) throw changed(path, 'somebody wrote to it')
  }

  return {
    size,
    name,
    file: absolute,
    close,
    access: {
      size,
      read: (position, length) => file?.readAtOnce(length, position) ?? new Uint8Array(0),
    },
    get bytes() {
      let position = 0
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            try {
              if (!file) {
                file = openRegular(path)
                check(file.stats)
              }
              const first = position === 0
              const length = Math.min(first ? firstChunk : largeChunk, size - position)
              const bytes = first ? file.readAtOnce(length, position) : await file.read(length, position)
              if (!file) return // cancelled meanwhile
              position += bytes.length
              if (bytes.length > 0) controller.enqueue(bytes)
              if (position < size && bytes.length === length) return
              check(fstatSync(file.descriptor))
              close()
              controller.close()
            } catch (error) {
              close()
              await explain(error, path)
            }
          },
          cancel: close,
        },
        { highWaterMark: 0 },
      )
    },
  }
}

interface OpenFile {
  readonly descriptor: number
  readonly stats: Stats
  readAtOnce(length: number, position: number): Uint8Array
  read(length: number, position: number): Promise<Uint8Array>
  /** Waits for a read that is under way: its descriptor's number must not come to mean another file. */
  close(): void
}

function openRegular(path: string): OpenFile {
  const descriptor = openToRead(path)
  let reading = false
  let closing = false
  const close = () => {
    closing = true
    if (!reading) closeFile(descriptor)
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
    readAtOnce(length, position) {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position))
    },
    read: (length, position) =>
      new Promise((resolve, reject) => {
        reading = true
        readInto(descriptor, new Uint8Array(length), 0, length, position, (error, count, bytes) => {
          reading = false
          if (closing) closeFile(descriptor)
          if (error) reject(error)
          else resolve(bytes.subarray(0, count))
        })
      }),
  }
}

/** Only a failure needs the words for it. */
async function explain(error: unknown, path: string): Promise<never> {
  throw isSaveError(error) ? error : (await import('../node/read-error.ts')).readError(error, path)
}

function changed(path: string, how: string): SaveError {
  return new SaveError('unknown', `${JSON.stringify(path)} changed while it was being read: ${how}. Save it again.`)
}

function notAFile(path: string, stats: Stats): SaveError {
  const [what, remedy] = stats.isDirectory()
    ? ['a folder', 'Pass the pictures in it']
    : stats.isFIFO()
      ? ['a pipe', 'Save what comes out of it to a file first']
      : stats.isSocket()
        ? ['a socket', 'Pass a file']
        : ['a device', 'Pass a file']
  return new SaveError('unsupported-path', `${JSON.stringify(path)} is ${what}, not a file. ${remedy}.`)
}
