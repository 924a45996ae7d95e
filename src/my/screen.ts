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
  /** The picture to begin with, counted from 0. */
  readonly current: number
}

/** What the person allowed this app. Absent: not asked for yet (C31). */
export interface AuthSetting {
  readonly writePhotosAlbum?: boolean
  /** The older name of the same right. */
  readonly album?: boolean
}

/**
 * What the person sees, and answers. A host gives what it has (`Partial<Screen>`); where it has nothing, nothing is
 * shown, a question of `my.confirm` counts as cancelled, and there are no settings to open.
 */
export interface Screen {
  /** Resolves once it is gone, where that is known. */
  toast(toast: Toast): MaybePromise<void>
  hideToast(): void
  /** Absent: the loading sign goes away. */
  loading(loading: { readonly content: string } | undefined): void
  /** Resolves once it was closed. */
  alert(options: AlertOptions): MaybePromise<void>
  confirm(options: ConfirmOptions): MaybePromise<boolean>
  preview(options: PreviewOptions): MaybePromise<void>
  /** Shows what is allowed now, and answers what the person left it at. Nothing: as it was. */
  settings(current: AuthSetting): MaybePromise<AuthSetting | undefined>
}
