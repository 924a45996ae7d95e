import type { Platform } from './codes.ts'
import type { SystemInfo } from './system-info.ts'
import { isVersion } from './versions.ts'

/** The client that an app believes to run in: what `my.env` and `my.getSystemInfo` say, and what is there at all (C11). */
export interface Client {
  /** `iOS` unless told otherwise (C10). */
  readonly platform: Platform
  /** Of the base library, such as `1.14.0`. An API that came later is not there (C11). */
  readonly SDKVersion: string
  /** Of the Alipay app, such as `10.2.69` (C12). */
  readonly clientVersion: string
  /** `zh-Hans`, `zh-Hant`, `zh-HK` or `en`. */
  readonly language: string
  /** What else `my.getSystemInfo` says, where it is not a usual phone's. */
  readonly system?: Partial<SystemInfo>
}

/** A phone of today: every API that is here is there. */
const DEFAULTS: Client = { platform: 'iOS', SDKVersion: '2.9.50', clientVersion: '10.8.0', language: 'zh-Hans' }

export function createClient(given: Partial<Client> = {}): Client {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const client: Client = { ...DEFAULTS, ...defined }
  for (const name of ['SDKVersion', 'clientVersion'] as const) {
    if (isVersion(client[name])) continue
    throw new TypeError(`client.${name} is ${JSON.stringify(client[name])}: give numbers and dots, such as "1.15.0".`)
  }
  if (client.platform !== 'iOS' && client.platform !== 'Android') {
    throw new TypeError(`client.platform is ${JSON.stringify(client.platform)}: give "iOS" or "Android".`)
  }
  return client
}

/**
 * A language tag of any kind (`zh-CN`, `de-AT`) as one of the four that a client has. A page may be written in what is no
 * tag at all, such as `zh_CN`, and `Intl.Locale` would throw.
 */
export function clientLanguage(tag: string): string {
  if (!/^(zh|cmn)(?![a-z])/i.test(tag)) return 'en'
  return /[-_](HK|MO)\b/i.test(tag) ? 'zh-HK' : /[-_](Hant|TW)\b/i.test(tag) ? 'zh-Hant' : 'zh-Hans'
}
