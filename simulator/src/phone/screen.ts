import type { Signal } from '@preact/signals'
import type { Authorize, AuthSetting, Screen } from 'photosalbum/browser'
import { type Cover, covers, type Dialog, dialogs, openApp, shownLoading, shownToast } from '../state/screen.ts'

let toastTimer: ReturnType<typeof setTimeout> | undefined
let resolveToast = () => {}

/** Shows the toasts, dialogs and pages of `my` on the phone's screen. */
export const phoneScreen: Screen = {
  toast(toast) {
    phoneScreen.hideToast()
    shownToast.value = toast
    return new Promise((resolve) => {
      resolveToast = resolve
      toastTimer = setTimeout(() => phoneScreen.hideToast(), toast.duration)
    })
  },
  hideToast() {
    clearTimeout(toastTimer)
    shownToast.value = undefined
    resolveToast()
  },
  loading(loading) {
    shownLoading.value = loading
  },
  alert: (options) => openDialog<void>((close) => ({ kind: 'alert', options, close })),
  confirm: (options) => openDialog<boolean>((answer) => ({ kind: 'confirm', options, answer })),
  preview: (options) => enqueue<void, Cover>(covers, (close) => ({ kind: 'preview', options, close })),
  settings: (current) => enqueue<AuthSetting, Cover>(covers, (leave) => ({ kind: 'settings', current, leave })),
}

export const askPermission: Authorize = async (_scope, reason) => {
  const allowed = await openDialog<boolean>((answer) => ({ kind: 'permission', reason, answer }))
  return allowed ? 'granted' : 'denied'
}

/** Shows a dialog, and resolves with its answer. */
function openDialog<Answer>(create: (answer: (value: Answer) => void) => Dialog): Promise<Answer> {
  openApp.value = 'mini-program'
  return enqueue(dialogs, create)
}

/** Adds something to the end of a queue, and resolves with the result when the user closes it. */
function enqueue<Answer, Shown>(
  queue: Signal<readonly Shown[]>,
  create: (leave: (answer: Answer) => void) => Shown,
): Promise<Answer> {
  return new Promise((resolve) => {
    const shown: Shown = create((answer) => {
      queue.value = queue.value.filter((other) => other !== shown)
      resolve(answer)
    })
    queue.value = [...queue.value, shown]
  })
}

/** Clears everything that a stopped app has shown. */
export function clearScreen(): void {
  phoneScreen.hideToast()
  shownLoading.value = undefined
  covers.value = []
  dialogs.value = []
}
