import type { Authorize, Screen } from 'photosalbum/browser'
import {
  type Dialog,
  dialogs,
  openApp,
  shownLoading,
  shownPreview,
  shownSettings,
  shownToast,
} from '../state/screen.ts'

let toastTimer: ReturnType<typeof setTimeout> | undefined
let tellGone = () => {}

/** What `my` shows and asks, on the phone's screen. */
export const phoneScreen: Screen = {
  toast(toast) {
    phoneScreen.hideToast()
    shownToast.value = toast
    return new Promise((resolve) => {
      tellGone = resolve
      toastTimer = setTimeout(() => phoneScreen.hideToast(), toast.duration)
    })
  },
  hideToast() {
    clearTimeout(toastTimer)
    shownToast.value = undefined
    tellGone()
  },
  loading(loading) {
    shownLoading.value = loading
  },
  alert: (options) => ask<void>((close) => ({ kind: 'alert', options, close })),
  confirm: (options) => ask<boolean>((answer) => ({ kind: 'confirm', options, answer })),
  preview: (options) =>
    new Promise((resolve) => {
      shownPreview.value = {
        ...options,
        close() {
          shownPreview.value = undefined
          resolve()
        },
      }
    }),
  settings: (current) =>
    new Promise((resolve) => {
      shownSettings.value = {
        current,
        leave(changed) {
          shownSettings.value = undefined
          resolve(changed)
        },
      }
    }),
}

export const askPermission: Authorize = async (_scope, reason) => {
  const allowed = await ask<boolean>((answer) => ({ kind: 'permission', reason, answer }))
  return allowed ? 'granted' : 'denied'
}

/** Puts a question on the screen, behind those that are there. */
function ask<Answer>(create: (answer: (value: Answer) => void) => Dialog): Promise<Answer> {
  openApp.value = 'mini-program'
  return new Promise((resolve) => {
    const dialog: Dialog = create((value) => {
      dialogs.value = dialogs.value.filter((other) => other !== dialog)
      resolve(value)
    })
    dialogs.value = [...dialogs.value, dialog]
  })
}

/** Nothing of an app that was stopped stays on the screen. */
export function clearScreen(): void {
  phoneScreen.hideToast()
  shownLoading.value = undefined
  shownPreview.value = undefined
  shownSettings.value = undefined
  dialogs.value = []
}
