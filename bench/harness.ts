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
  /** The ratio that is to be kept below. Absent where the baseline does less, and is only there to be seen. */
  readonly goal?: number
  /** The medians behind the ratio. */
  readonly subject: number
  readonly baseline: number
  /** Of these two: `ms a photo`, `MB`. */
  readonly unit: string
}

/** Something that is measured: does its work once and resolves to what it took, in the unit of the comparison. */
export type Measure = () => Promise<number>

export interface Comparison extends Pick<Result, 'case' | 'goal' | 'unit'> {
  /** How often both are measured. */
  readonly rounds: number
  readonly subject: Measure
  readonly baseline: Measure
}

/** Measures both alternately. */
export async function compare({ subject, baseline, rounds, unit, ...labels }: Comparison): Promise<Result> {
  const [result] = await compareWithEach(subject, [{ ...labels, measure: baseline }], { rounds, unit })
  return result as Result
}

export interface Baseline extends Pick<Result, 'case' | 'goal'> {
  readonly measure: Measure
}

/**
 * Measures one subject and several baselines in turn. In each round another one is first, so that whatever else the
 * machine does affects all of them alike. The first round warms up and does not count.
 */
export async function compareWithEach(
  subject: Measure,
  baselines: readonly Baseline[],
  { rounds, unit }: Pick<Comparison, 'rounds' | 'unit'>,
): Promise<Result[]> {
  const measures = [subject, ...baselines.map(({ measure }) => measure)]
  const took: number[][] = measures.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < measures.length; turn++) {
      const index = (round + turn) % measures.length
      const value = await (measures[index] as Measure)()
      if (round > 0) took[index]?.push(value)
    }
  }
  const [subjects = [], ...others] = took
  return baselines.map(({ measure: _measure, ...labels }, index) => {
    const values = others[index] ?? []
    const ratios = values.map((value, round) => (subjects[round] ?? 0) / value)
    return {
      ...labels,
      ratio: quantile(ratios, 0.5),
      spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2,
      subject: quantile(subjects, 0.5),
      baseline: quantile(values, 0.5),
      unit,
    }
  })
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
