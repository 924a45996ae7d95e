import { computed } from '@preact/signals'
import type { ImageInfo, SaveErrorReason } from 'photosalbum'
import type { Level } from '../app/protocol.ts'
import { type Device, device } from './device.ts'
import { createFeed } from './feed.ts'

/** A point on the timeline of a call. */
export interface Stage {
  readonly name: 'called' | 'opened' | 'identified' | 'fetched' | 'stored' | 'handedOver' | 'failedStage'
  /** In milliseconds since the call. */
  readonly after: number
  /** The number of bytes at this stage, if it has one. */
  readonly bytes?: number
}

export interface CalledBack {
  readonly name: 'success' | 'fail' | 'complete' | 'resolved' | 'rejected'
  readonly after: number
  readonly result: object
}

export interface CallRow {
  readonly kind: 'call'
  readonly id: number
  /** The number of the call among those of all runs. */
  readonly number: number
  readonly api: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** The device settings at the time of the call. */
  readonly device: Device
  readonly at: number
  readonly time: Date
  readonly stages: readonly Stage[]
  readonly callbacks: readonly CalledBack[]
  /** The callbacks that the app passed. */
  readonly passedCallbacks: readonly string[]
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'stopped'
  readonly result?: object
  readonly reason?: SaveErrorReason
  /** The download progress, in bytes. */
  readonly received?: { readonly bytes: number; readonly size?: number }
  /** The location of the photo in the album of this computer, if it was copied there. */
  readonly real?: string
  readonly photo?: ImageInfo & { readonly name: string; readonly size: number }
}

export interface TextRow {
  readonly kind: 'console' | 'error' | 'note' | 'missing'
  readonly id: number
  readonly level?: Level
  readonly text: string
  /** The position of the call of the console: `pages/a.js:3:5`. */
  readonly source?: string
  readonly time: Date
  /** Set if the API is missing because the selected base library is older than the one that introduced it. */
  readonly tooNew?: { readonly since: string; readonly SDKVersion: string }
}

export type Row = CallRow | TextRow

const feed = createFeed<Row>(500)
export const rows = feed.shown

let lastId = 0
let lastCall = 0

export const missingApis = computed(() => rows.value.filter(({ kind }) => kind === 'missing') as TextRow[])

export function addText(kind: Exclude<TextRow['kind'], 'missing'>, text: string, level?: Level, source?: string): void {
  feed.add({
    kind,
    id: ++lastId,
    text,
    time: new Date(),
    ...(level && { level }),
    ...(source !== undefined && { source }),
  })
}

/** Adds an API that the app read and that is `undefined`. `since` is the base library that introduced it, if known. */
export function addMissing(api: string, since: string | undefined): void {
  const { SDKVersion } = device.value
  feed.add({
    kind: 'missing',
    id: ++lastId,
    text: api,
    time: new Date(),
    ...(since && { tooNew: { since, SDKVersion } }),
  })
}

/** Adds a row for a call. Returns the number of the call. */
export function addCall(api: string, args: object): number {
  feed.add({
    kind: 'call',
    id: ++lastId,
    number: ++lastCall,
    api,
    arguments: { ...args },
    device: device.value,
    at: performance.now(),
    time: new Date(),
    stages: [{ name: 'called', after: 0 }],
    callbacks: [],
    passedCallbacks: [],
    outcome: 'running',
  })
  return lastCall
}

/** Updates the row of a call, unless the app was stopped. */
export function changeCall(number: number, change: (row: CallRow) => Partial<CallRow>): void {
  feed.change(
    (row) => row.kind === 'call' && row.number === number,
    (row) => (row.kind === 'call' && row.outcome !== 'stopped' ? { ...row, ...change(row) } : row),
  )
}

export function addStage(number: number, name: Stage['name'], bytes?: number): void {
  changeCall(number, ({ stages, at }) => {
    if (stages.some((stage) => stage.name === name)) return {}
    return { stages: [...stages, { name, after: performance.now() - at, ...(bytes !== undefined && { bytes }) }] }
  })
}

export function addCalledBack(number: number, name: CalledBack['name'], result: object): void {
  changeCall(number, ({ callbacks, at }) => ({
    callbacks: [...callbacks, { name, after: performance.now() - at, result }],
  }))
}

/** Marks the calls that are still running as stopped. */
export function stopCalls(): void {
  feed.changeAll((row) => (row.kind === 'call' && row.outcome === 'running' ? { ...row, outcome: 'stopped' } : row))
}

export const clearLog = (): void => feed.clear()

/** Whether the call succeeded without calling its `success` callback, which is the documented defect. */
export const lostSuccess = ({ outcome, passedCallbacks, callbacks }: CallRow) =>
  outcome === 'succeeded' && passedCallbacks.includes('success') && !callbacks.some(({ name }) => name === 'success')
