import { signal } from '@preact/signals'
import type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Toast } from 'photosalbum/browser'

/** What is in front on the phone. */
export type PhoneApp = 'home' | 'mini-program' | 'photos' | 'settings'

export const openApp = signal<PhoneApp>('mini-program')

/** The photo that is shown full screen, by its name. */
export const openPhoto = signal<string | undefined>(undefined)

export const shownToast = signal<Toast | undefined>(undefined)
export const shownLoading = signal<{ readonly content: string } | undefined>(undefined)

/** What the app opened over its page, for the person to leave. */
export type Cover =
  | { readonly kind: 'preview'; readonly options: PreviewOptions; close(): void }
  | { readonly kind: 'settings'; readonly current: AuthSetting; leave(changed: AuthSetting): void }

/** The first one is on the screen, the others come when it was left. */
export const covers = signal<readonly Cover[]>([])

/** A question that the phone waits for an answer to. */
export type Dialog =
  | { readonly kind: 'permission'; readonly reason: string | undefined; answer(allowed: boolean): void }
  | { readonly kind: 'alert'; readonly options: AlertOptions; close(): void }
  | { readonly kind: 'confirm'; readonly options: ConfirmOptions; answer(confirmed: boolean): void }

/** The first one is on the screen, the others wait behind it. */
export const dialogs = signal<readonly Dialog[]>([])
