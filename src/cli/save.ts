import { setFlagsFromString } from 'node:v8'
import { toSaveError } from '../core/errors.ts'
import { saveImage } from '../core/save-image.ts'
import type { SavedPhoto, SaveImageOptions } from '../core/types.ts'
import { safeName } from '../image/file-name.ts'
import { MAX_CONCURRENT_SAVES } from '../node/album-folder.ts'
import { diskError, errorCode } from '../node/disk-error.ts'
import { openAlbum, UsageError } from './arguments.ts'
import { describeError, words } from './messages.ts'
import type { Attempts } from './save/attempts.ts'
import { createNetwork, type Failure, type Input, inputsOf, type Job, type Network } from './save/inputs.ts'
import type { Display } from './save/progress.ts'
import { canRedraw, interruptible, type Paint, paintFor, photoJson, photoText, printable } from './terminal.ts'

/** What `main.ts` reads from the command line. */
export interface SaveOptions {
  readonly album?: string
  readonly name?: string
  readonly jobs: number
  /** In bytes. */
  readonly maxSize?: number
  /** In milliseconds. */
  readonly timeout?: number
  readonly header?: Readonly<Record<string, string>>
  readonly userAgent?: string
  readonly publicAddresses?: boolean
  readonly json?: boolean
  /** How many times a failed image is retried. */
  readonly retry?: number
  /** The time between the starts of two images, in milliseconds. */
  readonly rate?: number
  /** A list of images, and where its state is kept: see `saveMany`. */
  readonly from?: string
  readonly resume?: string
  readonly share?: string
}

/** When the progress display appears, in milliseconds. Shorter runs need none. */
export const PROGRESS_AFTER = 1000

/** `photosalbum save`: saves all images, reports each in the order given, and returns the exit code. */
export async function save(images: readonly string[], options: SaveOptions): Promise<number> {
  const jobs = await jobsOf(images, options)
  const album = await openAlbum(options.album, options.jobs, options.timeout)
  const interrupt = interruptible()
  let display: Display | undefined
  const timer = setTimeout(async () => {
    if (!canRedraw(process.stderr)) return
    const progress = await loadProgress()
    if (progress && reported < jobs.length) display = progress.startDisplay(progress.jobsWork(jobs))
  }, PROGRESS_AFTER)

  const limits = options.maxSize === undefined ? {} : { maxBytes: options.maxSize }
  const { retry, rate: interval } = options
  const attempts =
    retry === undefined && interval === undefined
      ? undefined
      : new (await import('./save/attempts.ts')).Attempts({ ...(retry && { retry }), ...(interval && { interval }) })
  let reported = 0
  await inParallel(jobs, concurrentSaves(options), async (job) => {
    await saveOne(job, { album, limits, signal: interrupt.signal, ...(attempts && { attempts }) })
    let lines = ''
    for (let next = jobs[reported]; next?.result; next = jobs[++reported])
      lines += lineOf(next, album.name, options.json ?? false)
    if (lines) (display ?? process.stdout).write(lines)
  })
  clearTimeout(timer)
  display?.stop()
  interrupt.release()
  await album.dispose?.()

  const report = closingReport(jobs, interrupt.signal.aborted)
  process.stderr.write(report)
  return interrupt.exitCode ?? (report ? 1 : 0)
}

interface SaveOne extends SaveImageOptions {
  readonly signal: AbortSignal
  readonly attempts?: Attempts
}

/** Saves the image of a job, which holds the progress and then the result. */
export async function saveOne(job: Job, { attempts, ...options }: SaveOne): Promise<void> {
  job.started = true
  for (let attempt = 1; ; attempt++) {
    const result = await tryOnce(job, options, attempts)
    if (!('error' in result) || !(await attempts?.again(result.error, attempt, options.signal))) {
      job.result = result
      return
    }
    job.opened = false
    job.bytes = 0
  }
}

async function tryOnce(
  job: Job,
  options: Omit<SaveOne, 'attempts'>,
  attempts?: Attempts,
): Promise<SavedPhoto | Failure> {
  try {
    // Before the turn, since it may load modules: the rate is that of requests.
    const source = await job.input.source()
    optimizeLess()
    await attempts?.turn(options.signal)
    return await saveImage(source, {
      onProgress(progress) {
        if (progress.stage === 'opened') {
          job.opened = true
          job.size = progress.size
          job.title = progress.name ?? job.title
        } else if (progress.stage === 'identified') job.title = progress.name
        else if (progress.stage === 'waiting') job.retryDelay = progress.delay
        else job.bytes = progress.bytes
      },
      ...options,
      ...(job.name !== undefined && { name: job.name }),
    })
  } catch (thrown) {
    const given = toSaveError(thrown)
    const { reason, cause } = given
    const error = reason === 'unknown' && isShortage(cause) ? diskError(cause, 'load-module') : given
    return { error, message: await describeError(error) }
  }
}

let optimizesLess = false

/**
 * Most runs end before optimized code pays off: by default, optimizing takes a quarter of the CPU time of 300 downloads, a
 * third of that (and 35 MB) for the HTTP parser, which is WebAssembly. Later versions of V8 have other flags, and print an
 * error for unknown ones.
 *
 * Node's own modules are compiled in advance, but only for the usual flags. So this is called after the first image has
 * loaded what it needs.
 */
function optimizeLess(): void {
  if (optimizesLess || !process.versions.v8.startsWith('11.')) return
  optimizesLess = true
  setFlagsFromString('--interrupt-budget=400000')
  setFlagsFromString('--liftoff-only')
  // Until a full collection, Node 20 keeps every web stream, and the hidden class of every abort signal. By default the old
  // generation grows to four times its size before there is one.
  setFlagsFromString('--heap-growing-percent=30')
}

/** It may have been a file of this package that could not be opened. Its name would mean nothing to the user. */
const isShortage = (error: unknown) => /^E[MN]FILE$/.test(errorCode(error) ?? '')

/** Resolves to `undefined` if too many files are open: then there is no display. */
export const loadProgress = () => import('./save/progress.ts').catch(ignoreShortage)

function ignoreShortage(error: unknown): undefined {
  if (!isShortage(error)) throw error
}

/** The jobs in the order given. One name for several images is numbered in that order: `trip-01.jpg`. */
async function jobsOf(images: readonly string[], options: SaveOptions): Promise<Job[]> {
  const { name } = options
  const network = networkOf(options)
  if (images.filter((image) => image === '-').length > 1) throw new UsageError(words.standardInputTwice)
  // The type of the image is not known yet, but only the extension depends on it.
  if (name !== undefined && !safeName(name, 'png')) throw new UsageError(words.wantsFileName('--name', name))
  const inputs = (await Promise.all(images.map((image) => inputsOf(image, network)))).flat()
  // If all images are mistakes, it is a usage error; otherwise each is an image that was not saved.
  const [first] = inputs
  if (first?.mistake && inputs.every(({ mistake }) => mistake)) throw new UsageError(await describeError(first.mistake))

  const digits = String(inputs.length).length
  const numbered = (index: number) =>
    name?.replace(/(?=\.[a-z0-9]{1,8}$)|$/i, `-${String(index + 1).padStart(digits, '0')}`)
  return inputs.map((input, index) => createJob(input, inputs.length > 1 ? numbered(index) : name))
}

/** More than downloads at once: while some images wait for the disk, others use the connections. */
export const concurrentSaves = ({ jobs }: SaveOptions): number => Math.min(4 * jobs, MAX_CONCURRENT_SAVES)

export function networkOf({ jobs, timeout, userAgent, header, publicAddresses = false }: SaveOptions): Network {
  const headers = { ...header, ...(userAgent !== undefined && { 'user-agent': userAgent }) }
  return createNetwork(jobs, { headers, publicOnly: publicAddresses, ...(timeout !== undefined && { timeout }) })
}

export const createJob = (input: Input, name: string | undefined): Job => ({
  input,
  name,
  started: false,
  opened: false,
  title: input.title,
  bytes: 0,
  size: undefined,
  result: undefined,
})

/** Works on `limit` items at a time, starting them in order. */
async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
}

/** One line on standard output for each image. As plain text, failures come at the end instead. */
export function lineOf({ input, result }: Job, album: string, json: boolean): string {
  if (!result) return ''
  const failed = 'error' in result
  if (json) {
    const outcome = failed ? { error: errorJson(result) } : photoJson(result)
    return `${JSON.stringify({ input: input.text, ...outcome })}\n`
  }
  if (failed) return ''
  const paint = paintFor(process.stdout)
  return `${paint.green(words.outcome[result.outcome])} ${photoText(result, album, paint)}\n`
}

function errorJson({ error, message }: Failure): object {
  const { code, ...details } = error.details ?? {}
  return { reason: error.reason, code, details: code && details, message }
}

/** The report on standard error at the end. Empty if everything was saved. */
function closingReport(jobs: readonly Job[], cancelled: boolean): string {
  const failed = jobs.filter(hasFailed)
  const [first] = failed
  if (!cancelled && !first) return ''
  if (!cancelled && first && jobs.length === 1) return `photosalbum: ${printable(first.result.message)}\n`
  const head = cancelled
    ? words.cancelled(jobs.length - failed.length, jobs.length)
    : words.notSaved(failed.length, jobs.length)
  const reasons = reasonsOf(
    failed.filter(({ result }) => result.error.reason !== 'cancelled'),
    paintFor(process.stderr),
  )
  return `photosalbum: ${head}\n${reasons.map((line) => `  ${line}\n`).join('')}`
}

type Failed = Job & { readonly result: Failure }

const hasFailed = (job: Job): job is Failed => job.result !== undefined && 'error' in job.result

/** Most messages name the image. One that does not, such as that the disk is full, is printed once for all of them. */
function reasonsOf(failed: readonly Failed[], paint: Paint): string[] {
  const lines = new Map<unknown, { readonly names: string[]; readonly message: string }>()
  for (const job of failed) {
    const { title } = job.input
    const message = printable(job.result.message)
    // Messages quote a path as JSON does, with a line break as `\n`.
    const spellings = [title, JSON.stringify(title).slice(1, -1)].map(printable)
    const name = spellings.find((spelling) => message.includes(spelling))
    if (name !== undefined) lines.set(job, { names: [], message: message.replace(name, () => paint.red(name)) })
    else lines.set(message, { names: [...(lines.get(message)?.names ?? []), paint.red(printable(title))], message })
  }
  return [...lines.values()].map(({ names, message }) => [names.join(', '), message].filter(Boolean).join(': '))
}
