import type { MaybePromise, PermissionState } from '../core/types.ts'
import type { Authorize } from '../my/permission.ts'
import type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Screen, Toast } from '../my/screen.ts'
import { ask, type TestDevice } from './device.ts'

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
  /** The same screen for one epoch: what comes after its end is not shown, and not asked. */
  during(epoch: AbortSignal): { readonly screen: Screen; readonly authorize: Authorize }
  reset(): void
}

export function createTestScreen({ answers }: TestDevice): ScreenParts {
  const shown: Shown[] = []
  let loading: string | undefined

  function during(epoch: AbortSignal): ReturnType<ScreenParts['during']> {
    let asking: MaybePromise<PermissionState> | undefined
    const show = (one: Shown): void => {
      if (!epoch.aborted) shown.push(one)
    }
    return {
      screen: {
        toast: (toast) => show({ kind: 'toast', ...toast }),
        hideToast: () => {},
        loading(sign) {
          if (!epoch.aborted) loading = sign?.content
          if (sign) show({ kind: 'loading', ...sign })
        },
        alert: (options) => show({ kind: 'alert', ...options }),
        confirm(options) {
          show({ kind: 'confirm', ...options })
          return ask(answers.confirm, options)
        },
        preview: (options) => show({ kind: 'preview', ...options }),
        settings(current) {
          show({ kind: 'settings', ...current })
          return ask(answers.settings, current)
        },
      },
      /** Asked once for all calls that wait (C30), also of those that began before the device was changed. */
      async authorize(_scope, reason) {
        if (asking === undefined) {
          show({ kind: 'permission', content: reason })
          asking = ask(answers.permission, reason)
        }
        try {
          return await asking
        } finally {
          asking = undefined
        }
      },
    }
  }

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
    during,
    reset() {
      shown.length = 0
      loading = undefined
    },
  }
}
