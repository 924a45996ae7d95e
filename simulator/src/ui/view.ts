import { signal } from '@preact/signals'

/** What is shown where there is no room for everything. */
export const VIEWS = ['phone', 'code', 'device', 'log'] as const
export type View = (typeof VIEWS)[number]

export const view = signal<View>('phone')

/** What a screen reader is told when something happened that the eye sees. */
export const announcement = signal('')

export async function copy(text: string, done: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  announcement.value = done
}
