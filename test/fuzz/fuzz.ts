import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { type Bounds, withinBounds } from './bounds.ts'
import { type Grammar, mutants } from './mutate.ts'

/** Something that reads what a stranger sends. */
export interface Target {
  readonly bounds: Bounds
  readonly words: Grammar['words']
  readonly maxLength: number
  /** Inputs to begin with, beside those in `corpus/`. */
  seeds?(): Promise<readonly Buffer[]>
  /** Throws if a promise is broken. Returns what happened in a few words; an input with a new outcome is mutated further. */
  check(input: Buffer): string | Promise<string>
}

export interface Failure {
  readonly input: Buffer
  readonly error: unknown
  readonly seed: number
}

export interface FuzzOptions {
  readonly seed: number
  /** Checked after each round. */
  readonly goesOn: (round: number) => boolean
  /** @default 200 */
  readonly inputsPerRound?: number
}

export interface FuzzResult {
  readonly inputs: number
  /** The first input for each outcome that no seed has. */
  readonly found: ReadonlyMap<string, Buffer>
  readonly failure?: Failure
}

const corpus = fileURLToPath(new URL('corpus/', import.meta.url))

/** Checks one input, and what it costs. */
export const check = (target: Target, input: Buffer): Promise<string> =>
  withinBounds(input.length, target.bounds, () => target.check(input))

export async function seedsOf(name: string, target: Target): Promise<Buffer[]> {
  const folder = join(corpus, name)
  const files = (await readdir(folder).catch(() => [])).sort()
  return [
    ...((await target.seeds?.()) ?? []),
    ...(await Promise.all(files.map((file) => readFile(join(folder, file))))),
  ]
}

/** Checks mutants of the seeds in rounds. The same seed makes the same inputs. Ends with the first failure, made small. */
export async function fuzz(name: string, target: Target, options: FuzzOptions): Promise<FuzzResult> {
  const { seed, goesOn, inputsPerRound = 200 } = options
  const seeds = await seedsOf(name, target)
  const outcomes = new Set<string>()
  const found = new Map<string, Buffer>()
  let inputs = 0
  for (const input of seeds) {
    inputs++
    try {
      outcomes.add(await check(target, input))
    } catch (error) {
      return { inputs, found, failure: { input, error, seed } }
    }
  }
  for (let round = 0; goesOn(round); round++) {
    const property = fc.asyncProperty(mutants({ ...target, seeds }), async (input) => {
      inputs++
      const outcome = await check(target, input)
      if (outcomes.has(outcome)) return
      outcomes.add(outcome)
      found.set(outcome, input)
      seeds.push(input)
    })
    const { failed, counterexample, errorInstance } = await fc.check(property, {
      seed: seed + round,
      numRuns: inputsPerRound,
      timeout: MAX_WAIT,
      // Made smaller as long as it fails, within a limit: some inputs take a second each.
      interruptAfterTimeLimit: 60_000,
    })
    if (failed && counterexample) {
      return { inputs, found, failure: { input: counterexample[0], error: errorInstance, seed: seed + round } }
    }
  }
  return { inputs, found }
}

/** For what never ends, in milliseconds. */
const MAX_WAIT = 60_000

/** The seeds of the repository stay small. */
const MAX_SEED = 2_000

/** Adds inputs with a new outcome to the corpus, and returns how many. */
export async function grow(name: string, found: FuzzResult['found']): Promise<number> {
  const small = [...found.values()].filter((input) => input.length <= MAX_SEED)
  if (small.length > 0) await mkdir(join(corpus, name), { recursive: true })
  for (const input of small) await writeFile(join(corpus, name, nameOf(input)), input)
  return small.length
}

export const nameOf = (input: Buffer): string => createHash('sha256').update(input).digest('hex').slice(0, 12)
