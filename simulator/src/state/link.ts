import { PLACES } from '../phone/places.ts'
import {
  DEFAULT_DEVICE,
  type Device,
  FONT_SCALES,
  isVersion,
  MAX_LATENCY,
  NETWORKS,
  PERMISSIONS,
  PLATFORMS,
} from './device.ts'
import { MODELS } from './models.ts'

/**
 * The contents of a link: the device settings and the program. Never code or the real album, since a link may come from anyone.
 */
export interface LinkState {
  readonly device: Device
  readonly sample: string | undefined
  readonly page: string | undefined
}

/** A parsed link. */
export interface ParsedLink extends LinkState {
  /** The invalid parts, such as `permission=maybe`. */
  readonly ignored: readonly string[]
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
  latency: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= MAX_LATENCY ? Number(text) : undefined),
  model: oneOf(MODELS.map(({ id }) => id)),
  fontScale: (text) => FONT_SCALES.find((scale) => String(scale) === text),
  defect: flag,
  heading: (text) => (/^\d{1,3}$/.test(text) && Number(text) < 360 ? Number(text) : undefined),
  city: oneOf(PLACES.map(({ city }) => city ?? '')),
  hideToast: flag,
}

/** Parses the hash of a link. Invalid values are replaced with their defaults. */
export function readLink(hash: string): ParsedLink {
  const { sample, page, ...settings } = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')))
  const device: Record<string, unknown> = { ...DEFAULT_DEVICE }
  const ignored: string[] = []
  for (const [name, text] of Object.entries(settings)) {
    const value = Object.hasOwn(READERS, name) ? READERS[name as keyof Device](text) : undefined
    if (value === undefined) ignored.push(`${name}=${text}`)
    else device[name] = value
  }
  return { device: device as unknown as Device, sample, page, ignored }
}

/** The hash of a link to this state. Defaults are omitted. */
export function writeLink({ device, sample, page }: LinkState): string {
  const hash = new URLSearchParams()
  if (sample) hash.set('sample', sample)
  for (const [name, value] of Object.entries(device)) {
    if (value === DEFAULT_DEVICE[name as keyof Device]) continue
    hash.set(name, typeof value === 'boolean' ? '1' : String(value))
  }
  // The route and its query stay readable: only characters that would end the value are encoded.
  const route = page && `page=${page.replace(/[&#%+]/g, encodeURIComponent)}`
  return `#${[route, hash.toString()].filter(Boolean).join('&')}`
}
