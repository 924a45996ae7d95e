import type { MaybePromise, PermissionState } from '../core/types.ts'
import type { Authorize } from '../my/permission.ts'
import type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Screen, Toast } from '../my/screen.ts'
import { blob } from '../sources/blob.ts'
import { ANSWER_NAMES, type Answer, type AnswerName, ask, type TestDevice } from './device.ts'

/** Something that was shown to the user, in the way that `kind` names. */
export type Shown =
  | ({ readonly kind: 'toast' } & Toast)
  | { readonly kind: 'loading'; readonly content: string }
  | ({ readonly kind: 'alert' } & AlertOptions)
  | ({ readonly kind: 'confirm' } & ConfirmOptions)
  | ({ readonly kind: 'preview' } & PreviewOptions)
  /** The permission prompt, with the app's own reason as its content (C30). */
  | { readonly kind: 'permission'; readonly content: string | undefined }
  /** The settings page, with the permissions at that time. */
  | ({ readonly kind: 'settings' } & AuthSetting)
  /** The question of any other API, such as `pay` or `showPlace`. */
  | { readonly kind: AnswerName | 'showPlace' | 'call' | 'vibrate'; readonly question: unknown }

/** Everything that was shown to the user. The answers are in `device.answers`. */
export interface TestScreen {
  /** Everything that was shown, oldest first. */
  readonly shown: readonly Shown[]
  /** The texts of all toasts, loading indicators, alerts and dialogs, oldest first. */
  readonly texts: readonly string[]
  /** The text of the loading indicator, while one is shown. */
  readonly loading: string | undefined
}

export interface ScreenParts {
  readonly screen: TestScreen
  /** The same screen for one session. Nothing is shown after its end. */
  during(session: AbortSignal): { readonly screen: Screen; readonly authorize: Authorize }
  reset(): void
}

export function createTestScreen({ answers }: TestDevice): ScreenParts {
  const shown: Shown[] = []
  let loading: string | undefined

  function during(session: AbortSignal): ReturnType<ScreenParts['during']> {
    let asking: MaybePromise<PermissionState> | undefined
    const show = (one: Shown): void => {
      if (!session.aborted) shown.push(one)
    }
    return {
      screen: {
        toast: (toast) => show({ kind: 'toast', ...toast }),
        hideToast: () => {},
        loading(sign) {
          if (!session.aborted) loading = sign?.content
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
        ...(Object.fromEntries(
          ANSWER_NAMES.map((name) => [
            name,
            (question: unknown) => {
              show({ kind: name, question })
              return ask(answers[name] as Answer<unknown, unknown>, question)
            },
          ]),
        ) as Pick<Screen, Exclude<AnswerName, 'chooseImages'>>),
        async chooseImages(question) {
          show({ kind: 'chooseImages', question })
          const chosen = await ask(answers.chooseImages, question)
          return chosen?.map((picture) => ('open' in picture ? picture : blob(picture)))
        },
        showPlace: (question) => show({ kind: 'showPlace', question }),
        call: (question) => show({ kind: 'call', question }),
        vibrate: (question) => show({ kind: 'vibrate', question }),
        loadFont() {},
      },
      /** Prompts once for all waiting calls (C30), including calls that started before a change of the device. */
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
