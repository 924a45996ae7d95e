import { useSignal } from '@preact/signals'
import { formatDate } from '../../../../../src/my/default-answers.ts'
import type { DateOptions } from '../../../../../src/my/screen.ts'
import { texts } from '../../../texts/index.ts'
import { Columns } from '../picker-sheet.tsx'

/** Year, month, day, hour and minute. Parts that the format does not include have their first value. */
type Parts = readonly [number, number, number, number, number]

const FIRST: Parts = [1900, 1, 1, 0, 0]
const YEARS = 60
const PLACEHOLDERS = ['yyyy', 'MM', 'dd', 'HH', 'mm']

/** `my.datePicker`: a column for each part of the format, limited by the first and the last date. */
export function DateSheet({ options, answer }: { options: DateOptions; answer(date: string | undefined): void }) {
  const { format } = options
  const shown = PLACEHOLDERS.flatMap((placeholder, part) => (format.includes(placeholder) ? [part] : []))
  const now = new Date()
  const current = partsOf(options.current ?? formatDate(now, format), format)
  const bounds = {
    start: options.start ? partsOf(options.start, format) : ([now.getFullYear() - YEARS, 1, 1, 0, 0] as const),
    end: options.end ? partsOf(options.end, format) : ([now.getFullYear() + YEARS, 12, 31, 23, 59] as const),
  }
  const chosen = useSignal<Parts>(current)
  const fitted = within(chosen.value, bounds)
  const ranges = shown.map((part) => rangeOf(part, fitted, bounds))
  const { year, month, day, hour, minute } = texts.value.questions
  return (
    <Columns
      title=""
      labels={shown.map((part) => [year, month, day, hour, minute][part] ?? '')}
      columns={ranges.map(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => two(from + at)))}
      selected={shown.map((part, column) => fitted[part]! - ranges[column]![0])}
      onChange={(selected) => {
        const next = [...fitted] as [number, number, number, number, number]
        shown.forEach((part, column) => {
          next[part] = ranges[column]![0] + (selected[column] ?? 0)
        })
        chosen.value = next
      }}
      close={(selected) => {
        if (!selected) return answer(undefined)
        const [years, months, days, hours, minutes] = fitted
        answer(formatDate(new Date(years, months - 1, days, hours, minutes), format))
      }}
    />
  )
}

type Bounds = { readonly start: Parts; readonly end: Parts }

const two = (number: number) => String(number).padStart(2, '0')

function partsOf(text: string, format: DateOptions['format']): Parts {
  const numbers = text.split(/\D+/).map(Number)
  const parts = [...FIRST] as [number, number, number, number, number]
  let next = 0
  PLACEHOLDERS.forEach((placeholder, part) => {
    if (format.includes(placeholder)) parts[part] = numbers[next++] ?? parts[part]!
  })
  return parts
}

/** Whether the previous parts equal those of a bound, which then limits this part. */
const isAt = (parts: Parts, bound: Parts, part: number) =>
  parts.slice(0, part).every((value, at) => value === bound[at])

function rangeOf(part: number, parts: Parts, { start, end }: Bounds): readonly [from: number, to: number] {
  const lastDay = new Date(parts[0], parts[1], 0).getDate()
  const [least, most] = (
    [
      [start[0], end[0]],
      [1, 12],
      [1, lastDay],
      [0, 23],
      [0, 59],
    ] as const
  )[part]!
  const from = isAt(parts, start, part) ? Math.max(least, start[part]!) : least
  const to = isAt(parts, end, part) ? Math.min(most, end[part]!) : most
  return [from, Math.max(from, to)]
}

function within(parts: Parts, bounds: Bounds): Parts {
  const fitted = [...parts] as [number, number, number, number, number]
  for (let part = 0; part < 5; part++) {
    const [from, to] = rangeOf(part, fitted, bounds)
    fitted[part] = Math.min(to, Math.max(from, fitted[part]!))
  }
  return fitted
}
