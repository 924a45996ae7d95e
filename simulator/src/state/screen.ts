import { signal } from '@preact/signals'
import type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Toast } from 'photosalbum/browser'

/** The app in the foreground. */
export type PhoneApp = 'home' | 'mini-program' | 'photos' | 'settings'

export const openApp = signal<PhoneApp>('mini-program')

/** The name of the photo that is shown full screen. */
export const openPhoto = signal<string | undefined>(undefined)

export const shownToast = signal<Toast | undefined>(undefined)
export const shownLoading = signal<{ readonly content: string } | undefined>(undefined)

/** A full-screen view that the app opened over its page. */
export type Cover =
  | { readonly kind: 'preview'; readonly options: PreviewOptions; close(): void }
  | { readonly kind: 'settings'; readonly current: AuthSetting; leave(changed: AuthSetting): void }

/** The first one is shown, the others follow when it is closed. */
export const covers = signal<readonly Cover[]>([])

/** A dialog that waits for an answer. */
export type Dialog =
  | { readonly kind: 'permission'; readonly reason: string | undefined; answer(allowed: boolean): void }
  | { readonly kind: 'alert'; readonly options: AlertOptions; close(): void }
  | { readonly kind: 'confirm'; readonly options: ConfirmOptions; answer(confirmed: boolean): void }

/** The first one is shown, the others follow when it is answered. */
export const dialogs = signal<readonly Dialog[]>([])
