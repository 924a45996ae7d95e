import type { Authorize } from '../my/permission.ts'
import type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Screen, Toast } from '../my/screen.ts'
import { ask, type TestDevice } from './test-device.ts'

/** Something that the person got to see, by the way in which it was shown. */
export type Shown =
  | ({ readonly kind: 'toast' } & Toast)
  | { readonly kind: 'loading'; readonly content: string }
  | ({ readonly kind: 'alert' } & AlertOptions)
  | ({ readonly kind: 'confirm' } & ConfirmOptions)
  | ({ readonly kind: 'preview' } & PreviewOptions)
  /** The question whether the app may save, with the app's own reason as its content (C30). */
  | { readonly kind: 'permission'; readonly content: string | undefined }
  /** The settings, and what was allowed when they were opened. */
  | ({ readonly kind: 'settings' } & AuthSetting)

/** What the person saw. What they answer is `device.answers`. */
export interface TestScreen {
  /** All of it, oldest first. */
  readonly shown: readonly Shown[]
  /** The texts of all toasts, signs, alerts and questions, oldest first. */
  readonly texts: readonly string[]
  /** The text of the loading sign, while one is shown. */
  readonly loading: string | undefined
}

export interface ScreenParts {
  readonly screen: TestScreen
  readonly parts: Screen
  readonly authorize: Authorize
  reset(): void
}

export function createTestScreen({ answers }: TestDevice): ScreenParts {
  const shown: Shown[] = []
  let loading: string | undefined
  return {
    screen: {
      shown,
      get texts() {
        return shown.flatMap((one) => ('content' in one && one.content !== undefined ? [one.content] : []))
      },
      get loading() {
        return loading
      },
    },
    parts: {
      toast: (toast) => void shown.push({ kind: 'toast', ...toast }),
      hideToast: () => {},
      loading(sign) {
        loading = sign?.content
        if (sign) shown.push({ kind: 'loading', ...sign })
      },
      alert: (options) => void shown.push({ kind: 'alert', ...options }),
      confirm(options) {
        shown.push({ kind: 'confirm', ...options })
        return ask(answers.confirm, options)
      },
      preview: (options) => void shown.push({ kind: 'preview', ...options }),
      settings(current) {
        shown.push({ kind: 'settings', ...current })
        return ask(answers.settings, current)
      },
    },
    authorize(_scope, reason) {
      shown.push({ kind: 'permission', content: reason })
      return ask(answers.permission, reason)
    },
    reset() {
      shown.length = 0
      loading = undefined
    },
  }
}
