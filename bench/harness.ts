import { closeSync, fsyncSync, openSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/** One file `bench/<name>.ts` has one of these as its default export. */
export interface Bench {
  /** One sentence: what is done. */
  readonly work: string
  /** One sentence: what it is held against, measured in turn in the same run. */
  readonly baseline: string
  /** What there is to know about how it is measured, if anything. */
  readonly notes?: string
  run(): Promise<readonly Result[]>
}

/** One line of a bench's table. */
export interface Result {
  readonly case: string
  /** What the package took, divided by what the baseline took: the median over all rounds. Less is better. */
  readonly ratio: number
  /** Half the distance between the quarters of the ratios of all rounds: half of them lie within `ratio` ± this, or so. */
  readonly spread: number
  /** The ratio that is to be kept below. */
  readonly goal: number
  /** The medians behind the ratio. */
  readonly subject: number
  readonly baseline: number
  /** Of these two: `ms a photo`, `MB`. */
  readonly unit: string
}

export interface Comparison extends Pick<Result, 'case' | 'goal' | 'unit'> {
  /** How often both are measured. */
  readonly rounds: number
  /** Both do their work once and give what it took, in `unit`. */
  subject(): Promise<number>
  baseline(): Promise<number>
}

/**
 * Measures both in turn, each going first in every second round, so that whatever else the machine does meets both
 * alike. The first round warms up and does not count.
 */
export async function compare({ rounds, subject, baseline, ...labels }: Comparison): Promise<Result> {
  const pairs: { subject: number; baseline: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 ? await subject() : await baseline()
    const second = round % 2 ? await baseline() : await subject()
    if (round > 0) pairs.push(round % 2 ? { subject: first, baseline: second } : { subject: second, baseline: first })
  }
  const ratios = pairs.map((pair) => pair.subject / pair.baseline)
  return {
    case: labels.case,
    ratio: quantile(ratios, 0.5),
    spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2,
    goal: labels.goal,
    subject: quantile(
      pairs.map((pair) => pair.subject),
      0.5,
    ),
    baseline: quantile(
      pairs.map((pair) => pair.baseline),
      0.5,
    ),
    unit: labels.unit,
  }
}

/** How long the work takes, in milliseconds. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** What was made or removed in a folder is safe on disk: no sync that is measured has to see to it. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** A module of the built package, by its path in `dist`: what is measured is what is published. */
export function built<Module>(path: string): Promise<Module> {
  return import(new URL(`../dist/${path}`, import.meta.url).href)
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const place = (sorted.length - 1) * part
  const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return below + (above - below) * (place - Math.floor(place))
}
