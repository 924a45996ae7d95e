import { signal } from '@preact/signals'

/** What is shown where there is no room for everything. */
export const VIEWS = ['phone', 'code', 'device', 'log'] as const
export type View = (typeof VIEWS)[number]

export const view = signal<View>('phone')

/** What a screen reader is told when something happened that the eye sees. */
export const announcement = signal('')

/** Whether the browser let it be copied: it may ask the person, or refuse pages that have not got the focus. */
export async function copy(text: string, done: string, refused: string): Promise<boolean> {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  announcement.value = isCopied ? done : refused
  return isCopied
}
