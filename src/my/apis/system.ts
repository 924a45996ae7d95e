import type { PermissionState } from '../../core/types.ts'
import type { Api, Context, Value } from '../api.ts'
import type { OptionalApi } from '../call.ts'
import { ANDROID_PHONE, isAtLeast, PHONE, type SystemInfo, USER_DATA_PATH } from '../client.ts'

/** The base library that introduced everything in `my.env` except `USER_DATA_PATH`. */
const CLIENT_SINCE = '1.24.9'

export interface Env {
  readonly USER_DATA_PATH: string
  readonly clientName: string
  readonly clientVersion: string
  readonly language: string
  readonly platform: string
}

const env: Value = {
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

const SDKVersion: Value = { make: ({ client }) => client.SDKVersion }

/** Always false: apps must behave as on a phone, including this API. */
const isIDE: Value = { make: () => false }

type Included = { includeNotification?: boolean; includeBluetooth?: boolean }
export type GetSystemInfo = OptionalApi<Included, SystemInfo>
export type GetSystemInfoSync = (options?: Included) => SystemInfo

const getSystemInfo: Api<never> = {
  options: [],
  returns: [...Object.keys(PHONE), 'platform', 'version', 'language', 'albumAuthorized'],
  run: async (_input, _call, context) => systemInfo(context, await context.album.permission?.()),
}

/** Not declared as the `sync` of `getSystemInfo`, because hosts call it often, and these calls should not be reported. */
const getSystemInfoSync: Value = {
  make: (context) => () => {
    const permission = context.album.permission?.()
    if (!(permission instanceof Promise)) return systemInfo(context, permission)
    permission.catch(() => {})
    return systemInfo(context, undefined)
  },
}

function systemInfo({ client }: Context, permission: PermissionState | undefined): SystemInfo {
  const { platform, clientVersion, language, system } = client
  const phone = platform === 'Android' ? { ...PHONE, ...ANDROID_PHONE } : PHONE
  return { ...phone, ...system, platform, version: clientVersion, language, albumAuthorized: permission !== 'denied' }
}

/**
 * Features of pages and components that `my.canIUse` knows in addition to the members of `my`. A host that implements more of
 * them adds to this table (`MyHost.apis`).
 */
const page: Value = {
  properties: ['setData', 'setData.callback@1.7.0', '$spliceData@1.7.2', '$batchedUpdates@1.14.0'],
}

export const apis = { SDKVersion, env, getSystemInfo, getSystemInfoSync, isIDE, page }
