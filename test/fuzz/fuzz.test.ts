import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { count } from '../setup/counts.ts'
import { check, fuzz } from './fuzz.ts'
import { targets } from './targets.ts'

/** Always the same inputs. `npm run fuzz` looks for others. */
const SEED = 1

test.each(Object.entries(targets))('no input of %s breaks a promise, or costs too much', async (name, target) => {
  // A program is written to the disk and compiled each time.
  const inputsPerRound = name === 'program' ? count(2, 10) : count(10, 60)
  const options = { seed: SEED, goesOn: (round: number) => round < count(1, 20), inputsPerRound }
  const { failure } = await fuzz(name, target, options)
  if (failure)
    throw new Error(`Of ${name}: ${JSON.stringify(failure.input.toString('latin1'))}`, { cause: failure.error })
  expect(failure).toBeUndefined()
})

test('npm run fuzz adds nothing to the seeds on its own', async () => {
  const seeds = () => readdir(new URL('corpus/acss/', import.meta.url))
  const before = await seeds()
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  // With this seed, one of the first inputs has a new outcome.
  const args = ['--import', 'tsx', main, '--target', 'acss', '--seed', '3', '--minutes', '0.02']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(await seeds()).toEqual(before)
  expect(stdout).toMatch(/^acss: \d+ inputs, seed 3, [1-9]\d* with a new outcome\n$/)
})

test('thousands of expressions whose quotes never end cost no more than others', async () => {
  await check(targets.axml!, Buffer.from('{{"\\"}}'.repeat(14_000)))
})

test('a cost that grows with the square of the input is found', async () => {
  const slow = {
    bounds: { cpuPerMegabyte: 100, memoryPerByte: 100 },
    words: [],
    maxLength: 20_000,
    check(input: Buffer) {
      let sum = 0
      for (const one of input) for (const other of input) sum += one ^ other
      return String(sum)
    },
  }
  await expect(check(slow, Buffer.alloc(200))).resolves.toBe('0')
  await expect(check(slow, Buffer.alloc(12_000))).rejects.toThrow(/took \d+ ms of CPU, and may take 6\d ms/)
})
