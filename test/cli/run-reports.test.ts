import { expect, it } from 'vitest'
import { sample } from '../setup/counts.ts'
import { computer, linesOf } from './command.ts'

/** What a script may write to the pipe that its process reports through. */
const FORGED = [
  'plain text',
  '{}',
  'null',
  JSON.stringify({ event: 'saved', filePath: 'x', saved: {} }),
  JSON.stringify({ event: 'ended', methods: ['forged'] }),
  'x'.repeat(2_000_000),
  'an unfinished line',
]

it.each(
  sample(1, [
    [3, []],
    [4, []],
    [4, ['--json']],
    [5, []],
  ]),
)('ignores what a script writes to pipe %i of its process: %j', async (pipe, flags) => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `const fs = Function('return process')().getBuiltinModule('node:fs')
      const write = (text) => {
        try {
          fs.writeSync(${pipe}, text)
        } catch {
          // Not all of it fits into this pipe.
        }
      }
      for (const line of ${JSON.stringify(FORGED)}) write(line + '\\n')
      write('an unfinished line')
      my.saveImageToPhotosAlbum({ fail: ({ error }) => console.log('error', error) })`,
  })
  const { code, out, err } = await photosalbum(['run', 'page.js', ...flags])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  if (flags.length > 0) expect(linesOf(out).at(-1)).toEqual({ event: 'end', saved: 0, failed: 1, uncaught: 0 })
  else expect(out).toMatch(/^error 2\n\nNot saved 1 photo\n/)
})
