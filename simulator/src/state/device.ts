import { signal } from '@preact/signals'

export const PLATFORMS = ['iOS', 'Android'] as const
export const PERMISSIONS = ['prompt', 'granted', 'denied'] as const
export const NETWORKS = ['normal', 'slow', 'offline', 'failing'] as const

/** The levers: everything about the phone that a person may set. */
export interface Device {
  readonly platform: (typeof PLATFORMS)[number]
  readonly SDKVersion: string
  readonly clientVersion: string
  /** Whether this app may add to the album (C30). `prompt`: it was not asked yet. */
  readonly permission: (typeof PERMISSIONS)[number]
  /** What the album's storage has left, in bytes. */
  readonly freeStorage: number
  readonly network: (typeof NETWORKS)[number]
  /** The defect that the document lists: only one `success` of calls that overlap (C14). */
  readonly defect: boolean
  /** As if every save had asked for `hideToast`. */
  readonly hideToast: boolean
}

export const PLENTY_OF_STORAGE = 64e9

export const TODAY: Device = {
  platform: 'iOS',
  SDKVersion: '2.9.50',
  clientVersion: '10.8.0',
  permission: 'prompt',
  freeStorage: PLENTY_OF_STORAGE,
  network: 'normal',
  defect: false,
  hideToast: false,
}

export const device = signal<Device>(TODAY)

export function setDevice(change: Partial<Device>): void {
  device.value = { ...device.value, ...change }
}

export const isVersion = (text: string) => /^\d+(\.\d+){0,3}$/.test(text)
