import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { needs, runFaulty, workFolder } from './fault.ts'

const LINKS = '?link,?linkat'

test('on a slow disk, other threads make the calls, so that the app is not blocked', async (context) => {
  needs(context, 'strace')
  const base = await workFolder()
  const trace = join(base, 'trace')
  const slow = `strace -f -qq -o ${trace} -e trace=${LINKS} -e inject=${LINKS}:delay_enter=30000 $run`
  const sizes = Array.from({ length: 20 }, () => 1000)
  const { results } = await runFaulty(slow, { path: join(base, 'album'), sizes })
  expect(results.filter(({ whole }) => whole)).toHaveLength(sizes.length)

  const threads = (await readFile(trace, 'utf8')).match(/^\d+(?= +link)/gm) ?? []
  // The first call is made on the thread of the app, and again one call after each second.
  const [app] = threads
  expect(threads).toHaveLength(sizes.length)
  expect(threads.filter((thread) => thread === app).length).toBeLessThan(sizes.length / 2)
})
