import { toSaveError } from '../core/errors.ts'
import { saveImage } from '../core/save-image.ts'
import type { Album, SaveImageOptions } from '../core/types.ts'
import { safeName } from '../image/file-name.ts'
import { MAX_CONCURRENT_SAVES } from '../util/limiter.ts'
import { albumOption, openAlbum } from './album.ts'
import { defineCommand, UsageError } from './command.ts'
import { interruptible } from './interrupt.ts'
import { inputsOf } from './save/inputs.ts'
import { follow, inParallel, type Job, jobsOf } from './save/jobs.ts'
import { inOwnWords } from './save/own-words.ts'
import type { Display } from './save/progress.ts'
import { closingWords, lineOf } from './save/report.ts'
import { canRedraw } from './terminal.ts'
import { bytesOf, countOf, millisecondsOf } from './units.ts'

/** In milliseconds. What is done sooner needs no progress bar. */
const PATIENCE = 1000

export default defineCommand({
  summary: 'Saves images to the album of this computer.',
  operands: '<image…>',
  options: {
    album: albumOption,
    name: { type: 'string', short: 'n', value: 'NAME', help: 'what to call the photo; several are numbered' },
    jobs: { type: 'string', short: 'j', value: 'N', help: 'how many to save at once, up to 128 (6)' },
    'max-size': { type: 'string', value: 'SIZE', help: 'the largest image to take: 20MB, 1.5GiB, or bytes (1GiB)' },
    timeout: {
      type: 'string',
      value: 'TIME',
      help: 'give up on a server that is silent for so long: 500ms, 2min, 1h, or seconds (60)',
    },
    json: { type: 'boolean', help: 'print one line of JSON for each image' },
  },
  notes: [
    'An <image> is a file, a glob pattern, a URL (https:, http:, data:, file:), or - for standard input.',
    'A photo keeps its bytes and its name, under the extension that its bytes call for. None is replaced.',
    'Exit code: 0 all saved, 1 some not, 2 a mistake on the command line, 130 cancelled with Ctrl-C.',
  ],
  examples: [
    ['photosalbum save https://example.com/poster.png', 'From the web'],
    ["photosalbum save holiday/*.jpg '**/*.heic'", 'Many at once'],
    ['photosalbum save --album ./photos --name scan - < scan.tiff', 'From another program, into a folder'],
  ],

  async run({ values, operands }) {
    const timeout = values.timeout === undefined ? {} : { timeout: millisecondsOf('--timeout', values.timeout) }
    const limits = values['max-size'] === undefined ? {} : { maxBytes: bytesOf('--max-size', values['max-size']) }
    // More would only wait for their turn to be written, with their files open.
    const parallel = countOf('--jobs', values.jobs ?? '6', MAX_CONCURRENT_SAVES)
    // Whatever the image turns out to be: which extension it gets makes no difference here.
    if (values.name !== undefined && !safeName(values.name, 'png'))
      throw new UsageError(`--name takes a name that a file can have, not "${values.name}".`)
    const jobs = jobsOf(inputsOf(operands, timeout), values.name)
    const album = openAlbum(values.album)
    const interrupt = interruptible()

    let display: Display | undefined
    const timer = setTimeout(async () => {
      if (!canRedraw(process.stderr)) return
      // At a moment in which no more files may be opened there is no bar.
      const progress = await import('./save/progress.ts').catch(() => undefined)
      if (reported < jobs.length) display = progress?.startDisplay(jobs)
    }, PATIENCE)
    // In the order in which they were asked for, each as soon as all before it are told.
    let reported = 0
    await inParallel(jobs, parallel, async (job) => {
      await save(job, { album, limits, signal: interrupt.signal })
      let lines = ''
      for (let next = jobs[reported]; next?.result; next = jobs[++reported])
        lines += lineOf(next, album.name, values.json)
      if (lines) (display ?? process.stdout).write(lines)
    })
    clearTimeout(timer)
    display?.stop()
    interrupt.release()
    await album.dispose?.()
    const words = closingWords(jobs, interrupt.signal.aborted)
    if (words) process.stderr.write(words)
    return interrupt.exitCode ?? (words ? 1 : 0)
  },
})

async function save(job: Job, options: SaveImageOptions & { readonly album: Album }): Promise<void> {
  job.started = true
  try {
    const { name } = job
    const onProgress = follow.bind(undefined, job)
    job.result = await saveImage(await job.input.source(), {
      ...options,
      ...(name !== undefined && { name }),
      onProgress,
    })
  } catch (thrown) {
    job.result = inOwnWords(toSaveError(thrown), job.input)
  }
}
