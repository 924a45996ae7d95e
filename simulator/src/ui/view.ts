import { signal } from '@preact/signals'
import { showFile } from '../state/program.ts'

/** The panels, of which narrow windows show one at a time. */
export const VIEWS = ['phone', 'code', 'device', 'log'] as const
export type View = (typeof VIEWS)[number]

export const view = signal<View>('phone')

/** Opens a file of the app in the editor, at a line. */
export function goTo(file: string, line?: number): void {
  view.value = 'code'
  void showFile(file, line)
}

/** An announcement for screen readers. */
export const announcement = signal('')

/** Copies a text. Resolves to false if the browser or the user denies it. */
export async function copy(text: string, done: string, refused: string): Promise<boolean> {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  announcement.value = isCopied ? done : refused
  return isCopied
}
