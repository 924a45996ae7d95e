import { computed } from '@preact/signals'
import { language } from '../texts/index.ts'

const tag = computed(() => (language.value === 'zh' ? 'zh-CN' : 'en'))

/** The name with `my.`, unless it belongs to another object, as in `CanvasContext.toTempFilePath`. */
export const apiName = (api: string) => (/^[A-Z]/.test(api) ? api : `my.${api}`)

/** The API to use instead of one that cannot be simulated, if there is one. */
export function insteadOf(api: string): string | undefined {
  if (/^Canvas\.toDataURL$/.test(api)) return 'toTempFilePath'
  return /^FileSystemManager\.(\w+)Sync$/.exec(api)?.[1]
}

/** Formats a size such as `1.2 MB`, in decimal units as phones do. */
export function formatBytes(bytes: number): string {
  // In English, the short form of the unit would be “byte”, even in the plural.
  if (bytes < 1000) return `${bytes} B`
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return new Intl.NumberFormat(tag.value, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

/** Formats a duration such as `812 ms` or `1.4 s`. */
export const formatDuration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`

/** Cached, since creating a formatter takes longer than formatting a hundred times. */
const clock = computed(
  () => new Intl.DateTimeFormat(tag.value, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }),
)

export const formatClock = (time: Date): string => clock.value.format(time)

export const formatMoment = (milliseconds: number): string =>
  new Intl.DateTimeFormat(tag.value, { dateStyle: 'medium', timeStyle: 'short' }).format(milliseconds)

export const formatNumber = (value: number): string => new Intl.NumberFormat(tag.value).format(value)
