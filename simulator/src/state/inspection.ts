import { signal } from '@preact/signals'

/** The tabs next to the phone. */
export const TABS = ['log', 'page', 'storage', 'network'] as const
export type Tab = (typeof TABS)[number]

export const tab = signal<Tab>('log')

/** The id of the node that is marked on the phone. */
export const markedNode = signal<number | undefined>(undefined)
/** The id of the node that is selected in the tree. */
export const selectedNode = signal<number | undefined>(undefined)
/** Whether a tap on the phone selects a node instead of reaching the app. */
export const isPicking = signal(false)
