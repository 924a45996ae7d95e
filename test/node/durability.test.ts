import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { sample } from '../setup/counts.ts'
import { needs, program, workFolder } from './fault.ts'

/** A system call, by the lines of the trace on which it began and ended: threads make theirs at the same time. */
interface Call {
  readonly text: string
  readonly began: number
  readonly ended: number
}

/** Reads what `strace -f` wrote: `123 fsync(4</a>) = 0`, or in two parts, `… <unfinished ...>` and `<... fsync resumed>…`. */
function callsOf(trace: string): Call[] {
  const calls: Call[] = []
  const unfinished = new Map<string, { text: string; began: number }>()
  for (const [line, full] of trace.split('\n').entries()) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(full) ?? []
    const begun = unfinished.get(thread)
    if (text.endsWith('<unfinished ...>')) unfinished.set(thread, { text, began: line })
    else if (text.startsWith('<... ') && begun) calls.push({ ...begun, ended: line })
    else calls.push({ text, began: line, ended: line })
  }
  return calls
}

test.for(sample(1, [1, 8]))(
  'C17: a photo is synced before it gets its name, its folders before it is acknowledged: %i at once',
  async (atOnce, context) => {
    needs(context, 'strace')
    const base = await workFolder()
    const parent = join(base, 'new')
    const [path, sources, log] = [join(parent, 'album'), join(base, 'sources'), join(base, 'trace')]
    await mkdir(sources)
    const count = 30 * atOnce
    const job = JSON.stringify({ path, sources, seed: 1, atOnce, count })
    const tracing = [
      '-f',
      '-qq',
      '-y',
      '-s',
      '4096',
      '-o',
      log,
      '-e',
      'trace=fsync,?link,?linkat,?mkdir,?mkdirat,write,?unlink,?unlinkat',
    ]
    const { stdout } = await promisify(execFile)('strace', [
      ...tracing,
      process.execPath,
      program('keep-saving.js'),
      job,
    ])
    const calls = callsOf(await readFile(log, 'utf8'))
    const acknowledged = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).location as string)
    expect(acknowledged).toHaveLength(count)

    const first = calls.find(({ text }) => text.startsWith('write(1<')) as Call
    for (const made of [parent, path]) {
      const making = calls.find(({ text }) => /^mkdir.*= 0$/.test(text) && text.includes(`"${made}"`)) as Call
      const synced = calls.some(
        ({ text, began, ended }) =>
          text.startsWith('fsync(') &&
          text.includes(`<${dirname(made)}>`) &&
          began > making.ended &&
          ended < first.began,
      )
      expect({ made, synced }).toEqual({ made, synced: true })
    }

    for (const location of acknowledged) {
      const published = calls.find(({ text }) => /^link/.test(text) && text.includes(`"${location}"`)) as Call
      const acknowledgement = calls.find(
        ({ text }) => text.startsWith('write(1') && text.includes(`${basename(location)}\\"`),
      ) as Call
      const [, staged] = /"([^"]+)"/.exec(published.text) ?? []
      const fileSync = calls.find(({ text }) => text.startsWith('fsync(') && text.includes(`<${staged}>`))
      const folderSync = calls.find(
        ({ text, began, ended }) =>
          text.startsWith('fsync(') &&
          text.includes(`<${path}>`) &&
          began > published.ended &&
          ended < acknowledgement.began,
      )
      expect({ location, synced: fileSync && fileSync.ended < published.began, folder: Boolean(folderSync) }).toEqual({
        location,
        synced: true,
        folder: true,
      })
    }
  },
)
