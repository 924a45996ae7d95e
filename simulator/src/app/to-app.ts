import type { Json, ViewEvent } from '../../../src/mini-program/types.ts'
import type { NetworkType } from '../../../src/my/network-type.ts'
import { addText } from '../state/log.ts'
import { openPage, startBusyTimer } from '../state/running-app.ts'
import { texts } from '../texts/index.ts'
import type { StoredValue } from './protocol.ts'
import { currentRun, send } from './run.ts'

/** Sends the actions of the user on the phone and in the panels to the app. */

/** Calls a method of the page with these values. Without values, the method receives a tap event. */
export function callMethod(method: string, values: readonly Json[] = []): void {
  const run = currentRun()
  if (!run) return
  const wanted = openPage.value?.parameters[method]
  if (wanted !== undefined && values.length === 0) addText('note', texts.value.log.notes.tapped(`${method}(${wanted})`))
  startBusyTimer()
  send({ type: 'call', method, tap: ++run.taps, values })
}

export const sendEvent = (event: ViewEvent): void => send({ type: 'event', event })

export const sendPageEvent = (name: string, argument?: Json, page?: number): void =>
  send({ type: 'page-event', name, ...(argument !== undefined && { argument }), ...(page !== undefined && { page }) })

/** Changes the storage of the running app. A key without a value is removed. */
export const changeStorage = (changes: readonly StoredValue<string | undefined>[]): void =>
  send({ type: 'storage', changes })

/** The target of the data panel: the visible page, a component by its node, or none. */
let inspected: 'page' | number | undefined

export function inspectData(target: 'page' | number | undefined): void {
  inspected = target
  send({ type: 'inspect', target })
}

/** Ids of nodes are not valid in another run. */
export const inspectNewRun = (): void => inspectData(inspected && 'page')

export const goBack = (): void => send({ type: 'back' })

export const goToFirstPage = (): void => send({ type: 'first-page' })

export const tapTab = (index: number): void => send({ type: 'tab', index })

/** The user shares the page from the menu. */
export const shareFromMenu = (): void => send({ type: 'share' })

export const tellNetworkType = (networkType: NetworkType): void => send({ type: 'network', networkType })

export const tellHeading = (heading: number): void => send({ type: 'heading', heading })

export const shakePhone = (): void => send({ type: 'shake' })

/** The user switches to another app, or returns. */
export function setVisibility(visible: boolean): void {
  send({ type: visible ? 'show' : 'hide' })
}
