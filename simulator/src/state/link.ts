import { type Device, isVersion, NETWORKS, PERMISSIONS, PLATFORMS, TODAY } from './device.ts'

/** What a link carries: a device and what runs on it. Never code, and never the real album: a link may come from anyone. */
export interface Setting {
  readonly device: Device
  readonly sample: string | undefined
  readonly page: string | undefined
}

/** A setting as a link brings it. */
export interface LinkedSetting extends Setting {
  /** What of the link means nothing here, as it stands there: `permission=maybe`. */
  readonly unread: readonly string[]
}

type Reader<T> = (text: string) => T | undefined

const oneOf =
  <T extends string>(values: readonly T[]): Reader<T> =>
  (text) =>
    values.find((value) => value === text)

const flag: Reader<boolean> = (text) => (text === '1' ? true : text === '0' ? false : undefined)
const version: Reader<string> = (text) => (isVersion(text) ? text : undefined)
const bytes: Reader<number> = (text) => (/^\d{1,12}$/.test(text) ? Number(text) : undefined)

const READERS: { readonly [Name in keyof Device]: Reader<Device[Name]> } = {
  platform: oneOf(PLATFORMS),
  SDKVersion: version,
  clientVersion: version,
  permission: oneOf(PERMISSIONS),
  freeStorage: bytes,
  network: oneOf(NETWORKS),
  defect: flag,
  hideToast: flag,
}

/** Reads a link's hash. What cannot be read is as usual. */
export function readLink(hash: string): LinkedSetting {
  const { sample, page, ...given } = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')))
  const device: Record<string, unknown> = { ...TODAY }
  const unread: string[] = []
  for (const [name, text] of Object.entries(given)) {
    const value = Object.hasOwn(READERS, name) ? READERS[name as keyof Device](text) : undefined
    if (value === undefined) unread.push(`${name}=${text}`)
    else device[name] = value
  }
  return { device: device as unknown as Device, sample, page, unread }
}

/** A link's hash that brings exactly this back. What is as usual is left out. */
export function writeLink({ device, sample, page }: Setting): string {
  const hash = new URLSearchParams()
  if (sample) hash.set('sample', sample)
  if (page) hash.set('page', page)
  for (const [name, value] of Object.entries(device)) {
    if (value === TODAY[name as keyof Device]) continue
    hash.set(name, typeof value === 'boolean' ? '1' : String(value))
  }
  return `#${hash}`
}
