import { isSaveError } from 'photosalbum'
import type { MyEvent } from 'photosalbum/browser'
import { CANVAS_FEATURES } from '../../../src/mini-program/canvas/features.ts'
import { fileMethodSince } from '../../../src/my/apis/files.ts'
import { APIS } from '../../../src/my/apis/index.ts'
import { PHONE_APIS } from '../../../src/my/apis/phone.ts'
import { hiddenTexts } from '../../../src/my/hidden-texts.ts'
import { addCall, addCalledBack, addMissing, addStage, addText, changeCall } from '../state/log.ts'
import { texts } from '../texts/index.ts'
import { linkPhotoToCall } from './album.ts'

/** The caller of the call that is about to begin. An event identifies the call, but not its caller. */
export type Caller = { readonly passedCallbacks: readonly string[]; number?: number } | undefined

/** Converts the events of one `my` to rows of the log. */
export function observer(currentCaller: () => Caller): (event: MyEvent) => void {
  const numbers = new Map<number, number>()
  return (event) => {
    if (event.type === 'missing-api') return addMissing(event.name, sinceOf(event.name))
    if (event.type === 'called') {
      const caller = currentCaller()
      if (!caller) return
      const number = addCall(event.api, event.options)
      changeCall(number, () => ({ passedCallbacks: caller.passedCallbacks }))
      caller.number = number
      numbers.set(event.call, number)
      for (const option of hiddenTexts(event.api, event.options))
        addText('note', texts.value.log.notes.notText(event.api, option))
      return
    }
    if (event.type === 'files-in-memory') return addText('note', event.reason)
    const number = numbers.get(event.call)
    if (number !== undefined) note(number, event)
  }
}

/** The base library that introduced an API of the phone. */
const sinceOf = (api: string) => (Object.hasOwn(KNOWN, api) ? KNOWN[api]?.since : fileMethodSince(api))

const KNOWN = { ...APIS, ...PHONE_APIS, ...CANVAS_FEATURES }

function note(number: number, event: Exclude<MyEvent, { type: 'called' | 'missing-api' | 'files-in-memory' }>): void {
  switch (event.type) {
    case 'progress': {
      const { progress } = event
      if (progress.stage === 'opened') addStage(number, 'opened', progress.size)
      else if (progress.stage === 'reading') changeCall(number, () => ({ received: progress }))
      else if (progress.stage === 'identified') addStage(number, 'identified')
      else if (progress.stage === 'read') addStage(number, 'fetched', progress.bytes)
      return
    }
    case 'saved': {
      const { saved } = event
      addStage(number, saved.outcome === 'stored' ? 'stored' : 'handedOver')
      const { real } = (saved.outcome === 'stored' && linkPhotoToCall(saved.location, number)) || {}
      changeCall(number, () => ({ photo: saved.photo, ...(real !== undefined && { real }) }))
      return
    }
    case 'succeeded':
      changeCall(number, () => ({ outcome: 'succeeded', result: event.result }))
      return
    case 'failed':
      addStage(number, 'failedStage')
      changeCall(number, () => ({
        outcome: 'failed',
        result: event.result,
        ...(isSaveError(event.error) && { reason: event.error.reason }),
      }))
      return
    case 'callback':
      addCalledBack(number, event.callback, event.result)
      return
  }
}
