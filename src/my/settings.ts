import { raceAbort } from '../util/abort.ts'
import type { AsyncApi, Call, OptionalApi } from './call.ts'
import type { Api, Parts } from './parts.ts'
import type { AuthSetting } from './screen.ts'

export type GetSetting = OptionalApi<object, { authSetting: AuthSetting }>
export type OpenSetting = GetSetting
export type ShowAuthGuide = AsyncApi<{ authType: string }, { shown: boolean }>

/** The base library that brought the settings. */
const SINCE = '1.8.0'

/** What was asked for so far, and what the person answered (C31). */
export const getSetting: Api<never> = {
  since: SINCE,
  object: [],
  returns: ['authSetting'],
  run: async (_input, _call, { permission }) => ({ authSetting: await permission.setting() }),
}

/** Opens the settings, and answers once the person left them (C31). */
export const openSetting: Api<never> = {
  since: SINCE,
  object: [],
  returns: ['authSetting'],
  async run(_input, call, parts) {
    await openSettings(call, parts)
    return { authSetting: await parts.permission.setting() }
  },
}

/** Leads the person to where the right is granted (C33). `shown` is false where there is no such place or no need. */
export const showAuthGuide: Api<'authType'> = {
  object: ['authType'],
  values: { authType: ['PHOTO'] },
  returns: ['shown'],
  async run({ authType }, call, parts) {
    const { writePhotosAlbum } = await parts.permission.setting()
    return { shown: authType === 'PHOTO' && !writePhotosAlbum && (await openSettings(call, parts)) }
  },
}

async function openSettings({ signal }: Call, { permission, screen }: Parts): Promise<boolean> {
  if (!screen.settings) return false
  const changed = await raceAbort(screen.settings(await permission.setting()), signal)
  await permission.change(changed ?? {})
  return true
}
