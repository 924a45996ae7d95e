import { raceAbort } from '../../util/async.ts'
import { type Api, type ApiTable, displayText, invalidParameter } from '../api.ts'
import { ApiError, type AsyncApi, type OptionalApi } from '../call.ts'
import { CANCELLED, INVALID_PARAMETER } from '../codes.ts'
import type { DateOptions, Level } from '../screen.ts'
import { answerOf } from './answers.ts'

export type Prompt = OptionalApi<
  {
    title?: string
    message?: string
    align?: 'left' | 'center' | 'right'
    placeholder?: string
    okButtonText?: string
    cancelButtonText?: string
  },
  { ok: boolean; inputValue: string }
>
export type ShowActionSheet = AsyncApi<
  {
    title?: string
    items: string[]
    cancelButtonText?: string
    destructiveBtnIndex?: number
    badges?: { index: number; type: string; text?: string | number }[]
  },
  { index: number }
>
export type DatePicker = OptionalApi<
  { format?: DateOptions['format']; currentDate?: string; startDate?: string; endDate?: string },
  { date: string }
>
export type OptionsSelect = AsyncApi<
  {
    title?: string
    optionsOne: string[]
    optionsTwo?: string[]
    selectedOneIndex?: number
    selectedTwoIndex?: number
    positiveString?: string
    negativeString?: string
  },
  {
    selectedOneIndex: number | ''
    selectedOneOption: string
    selectedTwoIndex: number | ''
    selectedTwoOption: string
  }
>
export type MultiLevelSelect = AsyncApi<
  { title?: string; list: object[] },
  { success: boolean; result: { name: string }[] }
>

const ALIGNMENTS = ['left', 'center', 'right'] as const

const prompt: Api<'title' | 'message' | 'align' | 'placeholder' | 'okButtonText' | 'cancelButtonText'> = {
  since: '1.7.2',
  options: ['title', 'message', 'align', 'placeholder', 'okButtonText', 'cancelButtonText'],
  ignores: ['confirmColor', 'cancelColor'],
  values: { align: ALIGNMENTS },
  returns: ['ok', 'inputValue'],
  async run({ title, message, align, placeholder, okButtonText, cancelButtonText }, call, context) {
    const text = await answerOf(call, context, 'prompt', 'prompt', {
      title: displayText(title),
      message: displayText(message, '请输入内容'),
      align: ALIGNMENTS.find((known) => known === align) ?? 'center',
      placeholder: displayText(placeholder),
      okButtonText: displayText(okButtonText, '确定'),
      cancelButtonText: displayText(cancelButtonText, '取消'),
    })
    return { ok: text !== undefined, inputValue: text ?? '' }
  },
}

/** One dialog for `my.alert`, `my.confirm` and, with `editable`, `my.prompt`. */
const showModal: Api<
  'title' | 'content' | 'showCancel' | 'cancelText' | 'confirmText' | 'editable' | 'placeholderText'
> = {
  options: ['title', 'content', 'showCancel', 'cancelText', 'confirmText', 'editable', 'placeholderText'],
  ignores: ['cancelColor', 'confirmColor'],
  returns: ['confirm', 'cancel', 'content'],
  async run({ title, content, showCancel, cancelText, confirmText, editable, placeholderText }, call, context) {
    const buttons = { confirm: displayText(confirmText, '确定'), cancel: displayText(cancelText, '取消') }
    const texts = { title: displayText(title), content: displayText(content) }
    if (editable === true) {
      const text = await answerOf(call, context, 'showModal', 'prompt', {
        title: texts.title,
        message: texts.content,
        align: 'center',
        placeholder: displayText(placeholderText),
        okButtonText: buttons.confirm,
        cancelButtonText: buttons.cancel,
      })
      return { confirm: text !== undefined, cancel: text === undefined, content: text ?? '' }
    }
    if (showCancel === false) {
      await raceAbort(context.screen.alert?.({ ...texts, buttonText: buttons.confirm }), call.signal)
      return { confirm: true, cancel: false }
    }
    const question = { ...texts, confirmButtonText: buttons.confirm, cancelButtonText: buttons.cancel }
    const confirm = (await raceAbort(context.screen.confirm?.(question), call.signal)) === true
    return { confirm, cancel: !confirm }
  },
}

const showActionSheet: Api<'title' | 'items' | 'cancelButtonText' | 'destructiveBtnIndex' | 'badges'> = {
  options: ['title', 'items', 'cancelButtonText', 'destructiveBtnIndex', 'badges'],
  returns: ['index'],
  async run({ title, items, cancelButtonText, destructiveBtnIndex, badges }, call, context) {
    const index = await answerOf(call, context, 'showActionSheet', 'actionSheet', {
      title: displayText(title),
      items: textList(items, 'showActionSheet', 'items'),
      cancelButtonText: displayText(cancelButtonText, '取消'),
      destructive: typeof destructiveBtnIndex === 'number' ? destructiveBtnIndex : undefined,
      badges: badgesIn(badges),
    })
    return { index: index ?? -1 }
  },
}

const FORMATS = ['yyyy-MM-dd', 'HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy-MM', 'yyyy'] as const
const SHAPES: Readonly<Record<DateOptions['format'], RegExp>> = {
  'yyyy-MM-dd': /^\d{4}-\d{1,2}-\d{1,2}$/,
  'HH:mm': /^\d{1,2}:\d{1,2}$/,
  'yyyy-MM-dd HH:mm': /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}$/,
  'yyyy-MM': /^\d{4}-\d{1,2}$/,
  yyyy: /^\d{4}$/,
}

const datePicker: Api<'format' | 'currentDate' | 'startDate' | 'endDate'> = {
  options: ['format', 'currentDate', 'startDate', 'endDate'],
  values: { format: FORMATS },
  returns: ['date'],
  async run({ format, currentDate, startDate, endDate }, call, context) {
    const chosen = FORMATS.find((known) => known === format) ?? 'yyyy-MM-dd'
    // Dates in other formats are ignored, as documented.
    const fitting = (date: unknown) => (typeof date === 'string' && SHAPES[chosen].test(date) ? date : undefined)
    const date = await answerOf(call, context, 'datePicker', 'chooseDate', {
      format: chosen,
      current: fitting(currentDate),
      start: fitting(startDate),
      end: fitting(endDate),
    })
    if (date === undefined) throw cancelled('datePicker')
    return { date }
  },
}

const optionsSelect: Api<
  'title' | 'optionsOne' | 'optionsTwo' | 'selectedOneIndex' | 'selectedTwoIndex' | 'positiveString' | 'negativeString'
> = {
  options: [
    'title',
    'optionsOne',
    'optionsTwo',
    'selectedOneIndex',
    'selectedTwoIndex',
    'positiveString',
    'negativeString',
  ],
  returns: ['selectedOneIndex', 'selectedOneOption', 'selectedTwoIndex', 'selectedTwoOption'],
  async run({ title, optionsOne, optionsTwo, positiveString, negativeString, ...indexes }, call, context) {
    const columns = [
      textList(optionsOne, 'optionsSelect', 'optionsOne'),
      ...(optionsTwo === undefined ? [] : [textList(optionsTwo, 'optionsSelect', 'optionsTwo')]),
    ]
    const wanted = [indexes.selectedOneIndex, indexes.selectedTwoIndex]
    const chosen = await answerOf(call, context, 'optionsSelect', 'choose', {
      title: displayText(title),
      columns,
      selected: columns.map((_, at) => Math.max(0, Math.trunc(Number(wanted[at] ?? 0)) || 0)),
      confirmText: displayText(positiveString, '确定'),
      cancelText: displayText(negativeString, '取消'),
    })
    const [one, two] = chosen ?? []
    return {
      selectedOneIndex: one ?? '',
      selectedOneOption: columns[0]?.[one ?? -1] ?? '',
      selectedTwoIndex: two ?? '',
      selectedTwoOption: columns[1]?.[two ?? -1] ?? '',
    }
  },
}

const multiLevelSelect: Api<'title' | 'list'> = {
  options: ['title', 'list'],
  returns: ['success', 'result'],
  async run({ title, list }, call, context) {
    // The documentation mentions this defect of phones.
    if (list === null) return { success: false, result: [] }
    const names = await answerOf(call, context, 'multiLevelSelect', 'chooseLevel', {
      title: displayText(title),
      list: levelsIn(list),
    })
    return { success: names !== undefined, result: (names ?? []).map((name) => ({ name })) }
  },
}

export const apis: ApiTable = { datePicker, multiLevelSelect, optionsSelect, prompt, showActionSheet, showModal }

/** The failure for a dialog that the user closed without a choice. */
export function cancelled(api: string, error = CANCELLED): ApiError {
  return new ApiError(error, `my.${api}: the user cancelled.`, { details: { code: 'request-refused', api } })
}

function textList(value: unknown, api: string, option: string): string[] {
  if (Array.isArray(value)) return value.map((item) => displayText(item))
  throw new ApiError(INVALID_PARAMETER, `my.${api}: ${option} is missing: pass a list of strings.`, {
    details: { code: 'option-missing', api, option, expects: 'list' },
  })
}

function badgesIn(given: unknown): ReadonlyMap<number, string> {
  const badges = new Map<number, string>()
  for (const badge of Array.isArray(given) ? given : []) {
    const { index, type, text } = (badge ?? {}) as { index?: unknown; type?: unknown; text?: unknown }
    if (typeof index !== 'number') continue
    const count = Number(text)
    if (type === 'point') badges.set(index, '')
    else if (type === 'more') badges.set(index, '…')
    else if (type === 'text') badges.set(index, displayText(text))
    else if (type === 'num' && Number.isInteger(count) && count > 0)
      badges.set(index, count >= 100 ? '…' : String(count))
  }
  return badges
}

const MAX_LEVELS = 20

function levelsIn(given: unknown, depth = 0): Level[] {
  if (!Array.isArray(given) || depth > MAX_LEVELS) {
    throw invalidParameter('my.multiLevelSelect: list is invalid: pass a list of { name, subList }.', {
      code: 'option-missing',
      api: 'multiLevelSelect',
      option: 'list',
      expects: 'list',
    })
  }
  return given.map((level: { name?: unknown; subList?: unknown } | null) => ({
    name: displayText(level?.name),
    subList: Array.isArray(level?.subList) ? levelsIn(level.subList, depth + 1) : [],
  }))
}
