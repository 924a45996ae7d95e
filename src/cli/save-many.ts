import { toSaveError } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import { saveImage } from '../core/save-image.ts'
import type { Album, SavedPhoto } from '../core/types.ts'
import { albumAddress, openAlbum, UsageError } from './arguments.ts'
import { describeError, words } from './messages.ts'
import { Attempts } from './save/attempts.ts'
import { type Failure, inputError, inputsOf, type Job, type Network } from './save/inputs.ts'
import { existing, type Journal, noJournal, openJournalFile } from './save/journal.ts'
import { countItems, type Item, readList } from './save/list.ts'
import type { Display } from './save/progress.ts'
import {
  concurrentSaves,
  createJob,
  lineOf,
  loadProgress,
  networkOf,
  PROGRESS_AFTER,
  type SaveOptions,
  saveOne,
} from './save.ts'
import { canRedraw, interruptible, paintFor, printable } from './terminal.ts'

/** How many times an image of a list is retried by default. */
const DEFAULT_RETRIES = 2

/** The most reasons that are listed at the end. */
const MAX_REASONS = 20

/** What has been done so far. Its size does not grow with the list. */
class Tally {
  /** The length of the list, if it is known in advance. */
  all: number | undefined
  saved = 0
  /** Saved by an earlier run, or by another machine. */
  skipped = 0
  failed = 0
  bytes = 0
  /** The number of failures for each reason and code, and the first message. */
  readonly reasons = new Map<string, { count: number; readonly example: string }>()

  get ready(): number {
    return this.saved + this.skipped + this.failed
  }

  /** How much of the work of this run is done, from 0 to 1. Without skipped images, which say nothing about its speed. */
  get share(): number {
    const rest = (this.all ?? 0) - this.skipped
    return rest > 0 ? (this.saved + this.failed) / rest : 1
  }

  count(result: SavedPhoto | Failure): void {
    if (!('error' in result)) {
      this.saved++
      this.bytes += result.photo.size
      return
    }
    const { reason, details } = result.error
    if (reason === 'cancelled') return
    this.failed++
    // For an unusable line, the problem says more than the reason.
    const key = details?.code === 'unusable-input' ? details.problem : `${reason}/${details?.code ?? ''}`
    const known = this.reasons.get(key)
    if (known) known.count++
    else this.reasons.set(key, { count: 1, example: result.message })
  }
}

/** `photosalbum save --from`: saves every image of a list, reports each as it ends, and returns the exit code. */
export async function saveMany(from: string, options: SaveOptions): Promise<number> {
  const total = await countItems(from)
  const album = await openAlbum(options.album, options.jobs, options.timeout)
  const journal = await openJournal(from, options)
  const interrupt = interruptible()
  const { signal } = interrupt
  const network = networkOf(options)
  const attempts = new Attempts({
    retry: options.retry ?? DEFAULT_RETRIES,
    ...(options.rate && { interval: options.rate }),
  })
  const limits = options.maxSize === undefined ? {} : { maxBytes: options.maxSize }
  const tally = new Tally()
  tally.all = total
  const active = new Set<Job>()
  let display: Display | undefined
  let isOver = false
  const timer = setTimeout(async () => {
    if (!canRedraw(process.stderr)) return
    const progress = await loadProgress()
    if (!progress || isOver) return
    const bytes = () => tally.bytes + [...active].reduce((sum, { bytes }) => sum + bytes, 0)
    display = progress.startDisplay({
      bytes,
      share: () => tally.share,
      rows: (moment) => [
        progress.listRow({ ...tally, ready: tally.ready, share: tally.share, bytes: bytes() }, moment),
      ],
    })
  }, PROGRESS_AFTER)

  const saveItem = async (item: Item) => {
    const known = await journal.begin(item, signal)
    if (known.state === 'saved' || known.state === 'elsewhere') {
      tally.skipped++
      return
    }
    const job = await jobOf(item, network)
    active.add(job)
    try {
      const found = known.state === 'publishing' ? await findAgain(job, album, known.location, signal) : undefined
      if (found) job.result = found
      else {
        const onPublish = (location: string) => journal.publishing(item, location)
        await saveOne(job, { album, limits, signal, onPublish, attempts })
      }
      const result = job.result as SavedPhoto | Failure
      // If it is unknown whether the photo is there, the next run has to find out.
      if (!(found && 'error' in found)) await journal.end(item, result)
      tally.count(result)
      await print(lineOf(job, album.name, options.json ?? false), display)
    } finally {
      active.delete(job)
    }
  }

  let problem: unknown
  try {
    await inParallel(readList(from, signal), concurrentSaves(options), signal, saveItem)
    if (journal.abandoned) {
      await inParallel(journal.abandoned(signal), concurrentSaves(options), signal, async (item) => {
        // It was counted as left to another machine.
        tally.skipped--
        await saveItem(item)
      })
    }
  } catch (error) {
    problem = error
  }
  isOver = true
  clearTimeout(timer)
  display?.stop()
  interrupt.release()
  await journal.close()
  await album.dispose?.()
  if (problem) throw problem
  process.stderr.write(report(tally, signal.aborted, options.resume !== undefined))
  return interrupt.exitCode ?? (tally.failed > 0 ? 1 : 0)
}

async function openJournal(from: string, { resume, share, album }: SaveOptions): Promise<Journal> {
  if (resume !== undefined) {
    // Otherwise each line that is read would append another one to the list.
    if (isSameFile(from, resume)) throw new UsageError(words.notAState(resume))
    return openJournalFile(resume, albumAddress(album))
  }
  if (share !== undefined) return (await import('./save/claims.ts')).openClaims(share)
  return noJournal
}

function isSameFile(from: string, resume: string): boolean {
  const [list, state] = [from, resume].map(existing)
  return list !== undefined && list.dev === state?.dev && list.ino === state.ino
}

async function jobOf({ text, name, mistake }: Item, network: Network): Promise<Job> {
  const [input, ...more] = mistake ? [] : await inputsOf(text, network)
  if (input && more.length === 0 && text !== '-') return createJob(input, name)
  const title = text.slice(0, 60)
  const message = `"${text}" means several images, or standard input. A list has one file or URL in each line.`
  const error = mistake ?? inputError(title, 'several', message)
  const source = () => {
    throw error
  }
  return createJob({ text, title, source }, undefined)
}

/** How many times the album and the source are read to find out whether they have the same photo. */
const MAX_COMPARISONS = 5

/**
 * Checks whether a killed run has published this image at the location. Resolves to the photo there, if it has the same
 * bytes; to `undefined` if it is not there; and to a failure if that cannot be determined. The source is read again, but
 * only for the few images that were in progress.
 */
async function findAgain(
  job: Job,
  album: Album,
  location: string,
  signal: AbortSignal,
): Promise<SavedPhoto | Failure | undefined> {
  const comparing: Album = {
    name: album.name,
    async add(photo) {
      const there = await album.read?.(location, signal)
      if (!there || !(await haveSameBytes(chunksOf(photo, signal), there.getReader()))) throw NOT_THERE
      return { outcome: 'stored', location }
    },
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await saveImage(await job.input.source(), { album: comparing, signal })
    } catch (thrown) {
      const error = toSaveError(thrown)
      if (error.cause === NOT_THERE) return undefined
      if (attempt === MAX_COMPARISONS || signal.aborted) return { error, message: await describeError(error) }
    }
  }
}

const NOT_THERE = new Error('The photo is not there.')

async function haveSameBytes(
  chunks: AsyncGenerator<Uint8Array, void>,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<boolean> {
  try {
    let rest: Uint8Array = new Uint8Array()
    let isSame = true
    // The chunks are read to the end in any case: only then it is known whether the image is complete.
    for await (const chunk of chunks) {
      for (let from = 0; isSame && from < chunk.length; ) {
        if (rest.length === 0) rest = (await reader.read()).value ?? rest
        const count = Math.min(rest.length, chunk.length - from)
        isSame = count > 0 && Buffer.compare(rest.subarray(0, count), chunk.subarray(from, from + count)) === 0
        rest = rest.subarray(count)
        from += count
      }
    }
    return isSame && rest.length === 0 && (await reader.read()).done
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** Works on `limit` items at a time, and starts them in order. None is started after an abort or an error. */
async function inParallel(
  items: AsyncGenerator<Item, void>,
  limit: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failed = false
  const worker = async () => {
    try {
      while (!signal.aborted && !failed) {
        const { done, value } = await items.next()
        if (done) return
        await work(value)
      }
    } catch (error) {
      failed = true
      throw error
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: limit }, worker))
  await items.return()
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

/** Waits for a slow reader of standard output: what it has not read yet stays in memory. */
async function print(line: string, display: Display | undefined): Promise<void> {
  if (line === '') return
  if (display) return display.write(line)
  const { stdout } = process
  if (stdout.write(line) || stdout.destroyed) return
  writable ??= new Promise<void>((resolve) => {
    const goOn = () => {
      stdout.off('drain', goOn).off('close', goOn)
      writable = undefined
      resolve()
    }
    // The wait also ends if the reader goes away.
    stdout.on('drain', goOn).on('close', goOn)
  })
  await writable
}

/** One wait for all images: each listener of its own would count as a leak. */
let writable: Promise<void> | undefined

/** How many images were saved, and what is wrong with the others, by reason. */
function report({ saved, skipped, failed, reasons }: Tally, cancelled: boolean, canResume: boolean): string {
  const paint = paintFor(process.stderr)
  const head = cancelled ? words.listCancelled(saved, failed, canResume) : words.listDone(saved, skipped, failed)
  const lines = [...reasons]
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, MAX_REASONS)
    .map(([key, { count, example }]) => words.reasonLine(count, paint.red(key.split('/')[0] ?? ''), printable(example)))
  return `photosalbum: ${head}\n${lines.map((line) => `  ${line}\n`).join('')}`
}
