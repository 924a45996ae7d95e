import type { MaybePromise } from '../core/types.ts'

export interface Toast {
  readonly content: string
  readonly type: 'none' | 'success' | 'fail' | 'exception' | 'loading'
  /** In milliseconds. */
  readonly duration: number
}

export interface AlertOptions {
  readonly title: string
  readonly content: string
  readonly buttonText: string
}

export interface ConfirmOptions {
  readonly title: string
  readonly content: string
  readonly confirmButtonText: string
  readonly cancelButtonText: string
}

export interface PreviewOptions {
  readonly urls: readonly string[]
  /** The index of the first picture shown. */
  readonly current: number
}

/** What the person allowed this app. A right that was not asked for yet is absent (C31). */
export interface AuthSetting {
  readonly writePhotosAlbum?: boolean
  /** The older name of the same right. */
  readonly album?: boolean
}

/**
 * What the person sees and answers. A host implements what it can (`Partial<Screen>`). Without an implementation nothing
 * is shown, `my.confirm` counts as cancelled, and there are no settings to open.
 */
export interface Screen {
  /** Resolves when the toast has disappeared, if the host knows. */
  toast(toast: Toast): MaybePromise<void>
  hideToast(): void
  /** `undefined` hides the loading indicator. */
  loading(loading: { readonly content: string } | undefined): void
  /** Resolves when it was closed. */
  alert(options: AlertOptions): MaybePromise<void>
  confirm(options: ConfirmOptions): MaybePromise<boolean>
  preview(options: PreviewOptions): MaybePromise<void>
  /** Shows the current rights. Returns what the person changed them to, or nothing if they stay as they are. */
  settings(current: AuthSetting): MaybePromise<AuthSetting | undefined>
  /** Without these two, the clipboard belongs to this `my` alone. */
  readClipboard?(): MaybePromise<string>
  writeClipboard?(text: string): MaybePromise<void>
}

/** What may be shown after a delay. */
export type Delayed = 'toast' | 'loading'

/** Shows or hides one of the two after `delay` milliseconds, instead of what was still scheduled for it. */
export type Schedule = (what: Delayed, delay: number, change: () => MaybePromise<void>) => MaybePromise<void>
