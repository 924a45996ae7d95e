import { USER_DATA_PATH } from '../app-files/user-data-path.ts'
import type { Value } from './parts.ts'
import { isAtLeast } from './versions.ts'

/** The base library that brought everything of `my.env` but `USER_DATA_PATH`. */
const CLIENT_SINCE = '1.24.9'

export const SDKVersion: Value = { make: ({ client }) => client.SDKVersion }

/** Always false: here, an app runs as it does on a phone, this API included. */
export const isIDE: Value = { make: () => false }

export interface Env {
  readonly USER_DATA_PATH: string
  readonly clientName: string
  readonly clientVersion: string
  readonly language: string
  readonly platform: string
}

export const env: Value = {
  since: '1.13.0',
  properties: [
    'USER_DATA_PATH',
    `clientName@${CLIENT_SINCE}`,
    `clientVersion@${CLIENT_SINCE}`,
    `language@${CLIENT_SINCE}`,
    `platform@${CLIENT_SINCE}`,
  ],
  make({ client: { SDKVersion, clientVersion, language, platform } }) {
    const known = isAtLeast(SDKVersion, CLIENT_SINCE) && { clientName: 'ap', clientVersion, language, platform }
    return Object.freeze({ USER_DATA_PATH, ...known })
  },
}
