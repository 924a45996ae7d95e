import { signal } from '@preact/signals'

export const PLATFORMS = ['iOS', 'Android'] as const
export const PERMISSIONS = ['prompt', 'granted', 'denied'] as const
export const NETWORKS = ['normal', 'slow', 'offline', 'failing'] as const

/** The settings of the phone. */
export interface Device {
  readonly platform: (typeof PLATFORMS)[number]
  readonly SDKVersion: string
  readonly clientVersion: string
  /** Whether the app may add photos to the album (C30). With `prompt`, the user is asked. */
  readonly permission: (typeof PERMISSIONS)[number]
  /** The free storage of the album, in bytes. */
  readonly freeStorage: number
  readonly network: (typeof NETWORKS)[number]
  /** The delay of every request, in milliseconds. */
  readonly latency: number
  /** The id of one of `MODELS`. If it belongs to the other platform, the default model is used. */
  readonly model: string
  /** The text size in the phone's settings. 1 is the default. */
  readonly fontScale: number
  /** Whether to simulate the documented defect: only one of several overlapping calls gets its `success` callback (C14). */
  readonly defect: boolean
  /** The location of the phone (`my.getLocation`). */
  readonly city: string
  /** The direction of the top of the phone, in degrees clockwise from north (`my.onCompassChange`). */
  readonly heading: number
  /** Whether all saves behave as with the option `hideToast`. */
  readonly hideToast: boolean
}

export const FONT_SCALES = [0.875, 1, 1.25, 1.5] as const
/** In milliseconds. */
export const MAX_LATENCY = 60_000

export const UNLIMITED_STORAGE = 64e9

export const DEFAULT_DEVICE: Device = {
  platform: 'iOS',
  SDKVersion: '2.9.50',
  clientVersion: '10.8.0',
  permission: 'prompt',
  freeStorage: UNLIMITED_STORAGE,
  network: 'normal',
  latency: 0,
  model: 'iphone-14',
  fontScale: 1,
  defect: false,
  city: '杭州市',
  heading: 0,
  hideToast: false,
}

export const device = signal<Device>(DEFAULT_DEVICE)

export function setDevice(change: Partial<Device>): void {
  device.value = { ...device.value, ...change }
}

export const isVersion = (text: string) => /^\d+(\.\d+){0,3}$/.test(text)
