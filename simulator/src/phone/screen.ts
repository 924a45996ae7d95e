import type { Signal } from '@preact/signals'
import type { Authorize, AuthSetting, Screen } from 'photosalbum/browser'
import { type Cover, covers, type Dialog, dialogs, openApp, shownLoading, shownToast } from '../state/screen.ts'

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
  preview: (options) => waitInLine<void, Cover>(covers, (close) => ({ kind: 'preview', options, close })),
  settings: (current) => waitInLine<AuthSetting, Cover>(covers, (leave) => ({ kind: 'settings', current, leave })),
}

export const askPermission: Authorize = async (_scope, reason) => {
  const allowed = await ask<boolean>((answer) => ({ kind: 'permission', reason, answer }))
  return allowed ? 'granted' : 'denied'
}

/** Puts a question on the screen. */
function ask<Answer>(create: (answer: (value: Answer) => void) => Dialog): Promise<Answer> {
  openApp.value = 'mini-program'
  return waitInLine(dialogs, create)
}

/** Shows something behind those that are there, and resolves with what the person left it with. */
function waitInLine<Answer, Shown>(
  line: Signal<readonly Shown[]>,
  create: (leave: (answer: Answer) => void) => Shown,
): Promise<Answer> {
  return new Promise((resolve) => {
    const shown: Shown = create((answer) => {
      line.value = line.value.filter((other) => other !== shown)
      resolve(answer)
    })
    line.value = [...line.value, shown]
  })
}

/** Nothing of an app that was stopped stays on the screen. */
export function clearScreen(): void {
  phoneScreen.hideToast()
  shownLoading.value = undefined
  covers.value = []
  dialogs.value = []
}
