import { lazyImport } from '../../util/async.ts'
import type { Api } from '../api.ts'
import type { AsyncApi, OptionalApi } from '../call.ts'
import type { AuthSetting } from '../screen.ts'

export type GetSetting = OptionalApi<object, { authSetting: AuthSetting }>
export type OpenSetting = GetSetting
export type ShowAuthGuide = AsyncApi<{ authType: string }, { shown: boolean }>

const SINCE = '1.8.0'

const implementation = lazyImport(() => import('./setting-calls.ts'))

/** The permissions that were requested so far, with the user's answers (C31). */
const getSetting: Api<never> = {
  since: SINCE,
  options: [],
  returns: ['authSetting'],
  run: async (_input, _call, context) => (await implementation()).getSetting(context),
}

/** Opens the settings. Settles when the user has left them (C31). */
const openSetting: Api<never> = {
  since: SINCE,
  options: [],
  returns: ['authSetting'],
  async run(_input, call, context) {
    const { getSetting, openSettings } = await implementation()
    await openSettings(call, context)
    return getSetting(context)
  },
}

/**
 * Guides the user to the setting of a permission (C33). `shown` is false if the host has no settings, or if the permission is
 * already granted.
 */
const showAuthGuide: Api<'authType'> = {
  options: ['authType'],
  values: { authType: ['PHOTO'] },
  returns: ['shown'],
  async run({ authType }, call, context) {
    const { writePhotosAlbum } = await context.permission.setting()
    return {
      shown: authType === 'PHOTO' && !writePhotosAlbum && (await (await implementation()).openSettings(call, context)),
    }
  },
}

export const apis = { getSetting, openSetting, showAuthGuide }
