import type { Signal } from '@preact/signals'
import type { Authorize, AuthSetting, Screen } from 'photosalbum/browser'
import { MEMBER } from '../../../src/my/default-answers.ts'
import type { MemberScope, ShareOptions } from '../../../src/my/screen.ts'
import { blob } from '../../../src/sources/blob.ts'
import { dataUrl } from '../../../src/sources/data-url.ts'
import { network } from '../../../src/sources/network/network.ts'
import { MAX_TIMEOUT_MS } from '../../../src/util/async.ts'
import { device } from '../state/device.ts'
import {
  type Cover,
  covers,
  type Dialog,
  dialogs,
  openApp,
  type Question,
  questions,
  shownLoading,
  shownToast,
  vibrating,
} from '../state/screen.ts'
import { phoneFetch } from './network.ts'
import { PLACES } from './places.ts'

let toastTimer: ReturnType<typeof setTimeout> | undefined
let resolveToast = () => {}

/** Shows the toasts, dialogs and pages of `my` on the phone's screen. */
export const phoneScreen: Screen = {
  toast(toast) {
    phoneScreen.hideToast()
    shownToast.value = toast
    return new Promise((resolve) => {
      resolveToast = resolve
      toastTimer = setTimeout(() => phoneScreen.hideToast(), Math.min(toast.duration, MAX_TIMEOUT_MS))
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
  prompt: (options) => ask((answer) => ({ kind: 'prompt', options, answer })),
  actionSheet: (options) => ask((answer) => ({ kind: 'action-sheet', options, answer })),
  choose: (options) => ask((answer) => ({ kind: 'choose', options, answer })),
  chooseLevel: (options) => ask((answer) => ({ kind: 'level', options, answer })),
  chooseDate: (options) => ask((answer) => ({ kind: 'date', options, answer })),
  async chooseImages(options) {
    const files = await ask<readonly Blob[] | undefined>((answer) => ({ kind: 'images', options, answer }))
    return files?.map((file) => blob(file))
  },
  chooseContact: () => ask((answer) => ({ kind: 'contact', answer })),
  chooseAddress: () => ask((answer) => ({ kind: 'address', answer })),
  scan: (options) => ask((answer) => ({ kind: 'scan', options, answer })),
  locate: async () => ((await allow('location')) ? PLACES.find(({ city }) => city === device.value.city) : undefined),
  choosePlace: (near) => ask((answer) => ({ kind: 'place', near, answer })),
  async showPlace(place) {
    void enqueue<void, Cover>(covers, (close) => ({ kind: 'map', place, close }))
  },
  pay: (order) => ask((answer) => ({ kind: 'pay', order, answer })),
  authorizeMember: allow,
  member: async (scope) => (allowed.has(scope) || allowed.has('auth_user') ? MEMBER : undefined),
  call: (number) => ask<void>((answer) => ({ kind: 'call', number, answer: () => answer() })),
  async loadFont({ family, url, descriptors }) {
    const source = /^data:/i.test(url) ? dataUrl(url) : network(url, { fetch: phoneFetch })
    const { bytes } = await source.open(new AbortController().signal)
    const font = new FontFace(family, await new Response(bytes).arrayBuffer(), descriptors)
    document.fonts.add(await font.load())
  },
  vibrate(duration) {
    vibrating.value = true
    setTimeout(() => {
      vibrating.value = false
    }, duration)
    navigator.vibrate?.(duration)
  },
}

/** The other permissions of the running app, except the album. */
let allowed = new Set<MemberScope | 'location'>()

async function allow(what: MemberScope | 'location'): Promise<boolean> {
  if (allowed.has(what)) return true
  const answer = await ask<boolean>((answer) => ({ kind: 'allow', what, answer }))
  if (answer) allowed.add(what)
  return answer
}

/** Shows a sheet, and resolves with the user's answer. */
function ask<Answer>(create: (answer: (value: Answer) => void) => Question): Promise<Answer> {
  openApp.value = 'mini-program'
  return enqueue(questions, create)
}

export const share = (options: ShareOptions): Promise<boolean> => ask((answer) => ({ kind: 'share', options, answer }))

export const askPermission: Authorize = async (_scope, reason) => {
  const allowed = await openDialog<boolean>((answer) => ({ kind: 'permission', reason, answer }))
  return allowed ? 'granted' : 'denied'
}

/** Shows a dialog, and resolves with the user's answer. */
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

/** Removes everything that a stopped app has shown. */
export function clearScreen(): void {
  phoneScreen.hideToast()
  shownLoading.value = undefined
  covers.value = []
  dialogs.value = []
  questions.value = []
  allowed = new Set()
}
