import { computed, signal } from '@preact/signals'
import type { ImageInfo, SaveErrorReason } from 'photosalbum'
import type { Level } from '../app/protocol.ts'
import { type Device, device } from './device.ts'

/** A point on the time line of a call. */
export interface Stage {
  readonly name: 'called' | 'opened' | 'identified' | 'fetched' | 'stored' | 'handedOver' | 'failedStage'
  /** In milliseconds since the call. */
  readonly after: number
  /** In bytes, where the stage is about bytes. */
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
  /** Counts the calls of all runs. */
  readonly number: number
  readonly api: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** The levers as they were. */
  readonly device: Device
  readonly at: number
  readonly time: Date
  readonly stages: readonly Stage[]
  readonly callbacks: readonly CalledBack[]
  /** Which callbacks the app gave, as far as it is known before they are called. */
  readonly given: readonly string[]
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'stopped'
  readonly result?: object
  readonly reason?: SaveErrorReason
  /** How much has come so far, in bytes. */
  readonly received?: { readonly bytes: number; readonly size?: number }
  /** Where the photo is in the album of this computer, with the lever for it on. */
  readonly real?: string
  readonly photo?: ImageInfo & { readonly name: string; readonly size: number }
}

export interface TextRow {
  readonly kind: 'console' | 'error' | 'note' | 'missing'
  readonly id: number
  readonly level?: Level
  readonly text: string
  readonly time: Date
  /** Why an API is missing that the phone has: the lever for the base library is below the one that brought it. */
  readonly tooNew?: { readonly since: string; readonly SDKVersion: string }
}

export type Row = CallRow | TextRow

/** More is of no use to a person, and a loop that logs must not fill the memory. */
const MOST = 500

/** In milliseconds: a loop that logs must not keep the page from anything else. */
const BETWEEN_LOOKS = 30

/** What is known, and what of it is shown: that follows a moment later, for all that came meanwhile. */
let known: Row[] = []
export const rows = signal<readonly Row[]>([])

let lastId = 0
let lastCall = 0
let isDue = false

export const missingApis = computed(() => rows.value.filter(({ kind }) => kind === 'missing') as TextRow[])

function show(): void {
  if (isDue) return
  isDue = true
  setTimeout(() => {
    isDue = false
    rows.value = [...known]
  }, BETWEEN_LOOKS)
}

function add(row: Row): void {
  known.push(row)
  if (known.length > 2 * MOST) known = known.slice(-MOST)
  show()
}

export function addText(kind: Exclude<TextRow['kind'], 'missing'>, text: string, level?: Level): void {
  add({ kind, id: ++lastId, text, time: new Date(), ...(level && { level }) })
}

/** An API that the app asked for and did not get. `since`: the base library that brought it, where the phone knows it. */
export function addMissing(api: string, since: string | undefined): void {
  const { SDKVersion } = device.value
  add({ kind: 'missing', id: ++lastId, text: api, time: new Date(), ...(since && { tooNew: { since, SDKVersion } }) })
}

/** Begins a row; gives its number. */
export function addCall(api: string, args: object): number {
  add({
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
    given: [],
    outcome: 'running',
  })
  return lastCall
}

/** What became of a call after the app was stopped is nobody's business any more. */
export function changeCall(number: number, change: (row: CallRow) => Partial<CallRow>): void {
  // The calls that still change are among the last.
  const index = known.findLastIndex((row) => row.kind === 'call' && row.number === number)
  const row = known[index]
  if (row?.kind !== 'call' || row.outcome === 'stopped') return
  known[index] = { ...row, ...change(row) }
  show()
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

/** Calls that wait when the app is stopped never end. */
export function stopCalls(): void {
  known = known.map((row) => (row.kind === 'call' && row.outcome === 'running' ? { ...row, outcome: 'stopped' } : row))
  show()
}

export function clearLog(): void {
  known = []
  show()
}

/** The call succeeded, but its `success` was not called: the defect. */
export const lostSuccess = ({ outcome, given, callbacks }: CallRow) =>
  outcome === 'succeeded' && given.includes('success') && !callbacks.some(({ name }) => name === 'success')
