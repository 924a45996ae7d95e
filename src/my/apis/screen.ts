import { ignoreErrors, MAX_TIMEOUT_MS, raceAbort } from '../../util/async.ts'
import { type Api, displayText, positiveNumber } from '../api.ts'
import type { OptionalApi } from '../call.ts'
import type { AlertOptions, ConfirmOptions, Delayed, Schedule, Toast } from '../screen.ts'

type Offset = { xOffset?: number; yOffset?: number }
export type ShowToast = OptionalApi<Partial<Toast> & { delay?: number } & Offset, object, void>
export type HideToast = OptionalApi<object, object, void>
export type ShowLoading = OptionalApi<{ content?: string; delay?: number; mask?: boolean }, object, void>
export type HideLoading = OptionalApi<{ page?: unknown }, object, void>
export type Alert = OptionalApi<Partial<AlertOptions> & { confirmColor?: string }, object, void>
export type Confirm = OptionalApi<
  Partial<ConfirmOptions> & { confirmColor?: string; cancelColor?: string },
  { confirm: boolean }
>

const TOAST_TYPES: readonly string[] = ['none', 'success', 'fail', 'exception', 'loading'] satisfies Toast['type'][]

/** Settles when the toast has disappeared, as on a phone, if the host reports that. */
const showToast: Api<'content' | 'type' | 'duration' | 'delay'> = {
  options: ['content', 'type', 'duration', 'delay'],
  ignores: ['xOffset', 'yOffset'],
  values: { type: TOAST_TYPES },
  async run({ content, type, duration, delay }, { signal }, { screen, schedule }) {
    const toast: Toast = {
      content: displayText(content),
      type: TOAST_TYPES.includes(type as string) ? (type as Toast['type']) : 'none',
      duration: positiveNumber(duration, 3000),
    }
    const gone = schedule('toast', positiveNumber(delay, 0), () => screen.toast?.(toast))
    await raceAbort(gone, signal)
    return undefined
  },
}

const hideToast: Api<never> = {
  options: [],
  async run(_input, _call, { screen, schedule }) {
    await schedule('toast', 0, () => screen.hideToast?.())
    return undefined
  },
}

/** Settles immediately. With a `delay`, nothing is shown if `my.hideLoading` is called before the delay has passed. */
const showLoading: Api<'content' | 'delay'> = {
  options: ['content', 'delay'],
  ignores: ['mask'],
  run({ content, delay }, _call, { screen, schedule }) {
    const indicator = { content: displayText(content) }
    schedule('loading', positiveNumber(delay, 0), () => ignoreErrors(() => screen.loading?.(indicator)))
    return undefined
  },
}

const hideLoading: Api<never> = {
  options: [],
  ignores: ['page'],
  run(_input, _call, { screen, schedule }) {
    schedule('loading', 0, () => ignoreErrors(() => screen.loading?.(undefined)))
    return undefined
  },
}

/** Settles when the user has closed it. */
const alert: Api<'title' | 'content' | 'buttonText'> = {
  options: ['title', 'content', 'buttonText'],
  ignores: ['confirmColor'],
  async run({ title, content, buttonText }, { signal }, { screen }) {
    const closed = screen.alert?.({
      title: displayText(title),
      content: displayText(content),
      buttonText: displayText(buttonText, '确定'),
    })
    await raceAbort(closed, signal)
    return undefined
  },
}

/** Without a host that asks the user, the answer is no. */
const confirm: Api<'title' | 'content' | 'confirmButtonText' | 'cancelButtonText'> = {
  options: ['title', 'content', 'confirmButtonText', 'cancelButtonText'],
  ignores: ['confirmColor', 'cancelColor'],
  returns: ['confirm'],
  async run({ title, content, confirmButtonText, cancelButtonText }, { signal }, { screen }) {
    const answer = screen.confirm?.({
      title: displayText(title),
      content: displayText(content),
      confirmButtonText: displayText(confirmButtonText, '确定'),
      cancelButtonText: displayText(cancelButtonText, '取消'),
    })
    return { confirm: (await raceAbort(answer, signal)) === true }
  },
}

export const apis = { alert, confirm, hideLoading, hideToast, showLoading, showToast }

/** Shows nothing any more after `signal` was aborted. */
export function createSchedule(signal: AbortSignal): Schedule {
  const pending = new Map<Delayed, () => void>()
  const cancel = (what: Delayed) => pending.get(what)?.()
  signal.addEventListener('abort', () => {
    cancel('toast')
    cancel('loading')
  })
  return (what, delay, change) => {
    cancel(what)
    if (delay === 0) return change()
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          pending.delete(what)
          resolve(Promise.resolve().then(change))
        },
        Math.min(delay, MAX_TIMEOUT_MS),
      )
      pending.set(what, () => {
        pending.delete(what)
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
