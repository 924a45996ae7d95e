import { type BigIntStats, closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { SaveError } from '../../core/errors.ts'
import type { SavedPhoto } from '../../core/types.ts'
import { diskError, errorCode } from '../../node/disk-error.ts'
import { takeLock } from '../../node/lock.ts'
import { UsageError } from '../arguments.ts'
import { words } from '../messages.ts'
import type { Failure } from './inputs.ts'
import type { Item } from './list.ts'

/** What is known about an item before it is saved. */
export type Known =
  /** Not saved, or failed. */
  | { readonly state: 'open' }
  /** A killed run was about to publish the photo here. It may be there or not. */
  | { readonly state: 'publishing'; readonly location: string }
  | { readonly state: 'saved' }
  /** Another machine has claimed it. */
  | { readonly state: 'elsewhere' }

/** Records the result of each item, so that an interrupted run continues without duplicates or gaps. */
export interface Journal {
  begin(item: Item, signal: AbortSignal): Promise<Known>
  /** Called before the photo appears there. */
  publishing(item: Item, location: string): void | Promise<void>
  end(item: Item, result: SavedPhoto | Failure): void | Promise<void>
  /** The items that other machines left, once this one has nothing else to do. */
  abandoned?(signal: AbortSignal): AsyncGenerator<Item, void>
  close(): void | Promise<void>
}

/** Without `--resume` and `--share`. */
export const noJournal: Journal = {
  begin: async () => ({ state: 'open' }),
  publishing() {},
  end() {},
  close() {},
}

interface Entry {
  readonly id: string
  readonly state: 'publishing' | 'saved' | 'failed'
  readonly location?: string
}

/** How a state file begins: with its album. */
const START = '{"album":"'

/**
 * The file of `--resume`: JSON lines. One that a kill or a full disk cut off counts for nothing, and the next one begins on
 * a new line. The first one names the album, since what was saved to another album is not in this one.
 *
 * @throws {UsageError} if the file is in use, not a state file, or that of another album
 */
export function openJournalFile(path: string, album: string): Journal {
  // A pipe would be waited for, and a device be read without end.
  if (existing(path)?.isFile() === false) throw new UsageError(words.notAState(path))
  const release = takeLock(`${path}.lock`)
  if (!release) throw new UsageError(words.stateInUse(path))
  try {
    const saved = new Set<string>()
    const publishing = new Map<string, string>()
    /** Locations in `publishing` at which there is the photo of another item. */
    const taken = new Set<string>()
    const text = readText(path)
    // A run may have been killed while it wrote the first line.
    const isNew = !text.includes('\n') && (text.startsWith(START) || START.startsWith(text))
    if (!isNew) checkAlbum(text, album, path)
    for (const { id, state, location } of entries(text)) {
      publishing.delete(id)
      if (state === 'saved') saved.add(id)
      else if (state === 'publishing' && location !== undefined) publishing.set(id, location)
    }
    const uncertain = new Set(publishing.values())
    for (const { state, location } of entries(text))
      if (state === 'saved' && location !== undefined && uncertain.has(location)) taken.add(location)
    const file = openSync(path, isNew ? 'w' : 'a')
    // The last line of a run that was killed may have been cut off.
    let start = isNew || text.endsWith('\n') ? '' : '\n'
    const write = (line: { readonly album: string } | (Entry & { readonly input: string })) => {
      try {
        // Unlike `writeSync`, it goes on after a write of only a part, until one fails.
        writeFileSync(file, Buffer.from(`${start}${JSON.stringify(line)}\n`))
        start = ''
      } catch (error) {
        // A part of the line may be there.
        start = '\n'
        throw diskError(error, 'write-folder', path)
      }
    }
    if (isNew) write({ album })
    return {
      async begin({ id }) {
        if (saved.has(id)) return { state: 'saved' }
        const location = publishing.get(id)
        return location === undefined || taken.has(location) ? { state: 'open' } : { state: 'publishing', location }
      },
      publishing: ({ id, text: input }, location) => write({ id, state: 'publishing', location, input }),
      end({ id, text: input }, result) {
        if ('error' in result) return write({ id, state: 'failed', input })
        const location = result.outcome === 'stored' ? result.location : undefined
        write({ id, state: 'saved', ...(location !== undefined && { location }), input })
      },
      close() {
        closeSync(file)
        release()
      },
    }
  } catch (error) {
    release()
    throw error instanceof UsageError || error instanceof SaveError ? error : diskError(error, 'write-folder', path)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

/** What is there, as far as it can be seen: opening it reports the rest. */
export function existing(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}

function checkAlbum(text: string, album: string, path: string): void {
  const [line = ''] = text.split('\n', 1)
  let known: unknown
  try {
    if (line.startsWith(START)) known = JSON.parse(line).album
  } catch {
    // Not written by this command.
  }
  if (typeof known !== 'string') throw new UsageError(words.notAState(path))
  if (known !== album) throw new UsageError(words.otherAlbum(path, known))
}

function* entries(text: string): Generator<Entry, void> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end < 0 ? text.length : end)
    from = end < 0 ? text.length : end + 1
    try {
      const entry = JSON.parse(line)
      if (typeof entry?.id === 'string') yield entry
    } catch {
      // Cut off.
    }
  }
}
