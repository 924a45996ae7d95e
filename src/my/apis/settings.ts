import { raceAbort } from '../../util/async.ts'
import type { Api, Context } from '../api.ts'
import type { AsyncApi, Call, OptionalApi } from '../call.ts'
import { SCOPE } from '../permission.ts'
import type { AuthSetting } from '../screen.ts'

export type GetSetting = OptionalApi<object, { authSetting: AuthSetting }>
export type OpenSetting = GetSetting
export type ShowAuthGuide = AsyncApi<{ authType: string }, { shown: boolean }>

const SINCE = '1.8.0'

/** The rights that were asked for so far, and the person's answers (C31). */
const getSetting: Api<never> = {
  since: SINCE,
  options: [],
  returns: ['authSetting'],
  run: async (_input, _call, context) => answer(context),
}

/** Opens the settings, and settles when the person has left them (C31). */
const openSetting: Api<never> = {
  since: SINCE,
  options: [],
  returns: ['authSetting'],
  async run(_input, call, context) {
    await openSettings(call, context)
    return answer(context)
  },
}

/** Leads the person to where the right is granted (C33). `shown` is false if there is no such place or no need. */
const showAuthGuide: Api<'authType'> = {
  options: ['authType'],
  values: { authType: ['PHOTO'] },
  returns: ['shown'],
  async run({ authType }, call, context) {
    const { writePhotosAlbum } = await context.permission.setting()
    return { shown: authType === 'PHOTO' && !writePhotosAlbum && (await openSettings(call, context)) }
  },
}

export const apis = { getSetting, openSetting, showAuthGuide }

/** Those in which it was reported: once for each app is enough. */
const reported = new WeakSet<Context>()

async function answer(context: Context): Promise<{ authSetting: AuthSetting }> {
  const { permission, observe } = context
  const report = (name: string) => {
    if (!reported.has(context)) observe?.({ type: 'missing-api', name })
    reported.add(context)
  }
  return { authSetting: reportScopes(await permission.setting(), report) }
}

/**
 * Reports when an app reads a right under the name that other platforms have for it. Here, as on a phone, it is `undefined`.
 * The property is not enumerable, so that nothing but the app sees it.
 */
export function reportScopes(authSetting: AuthSetting, report: (name: string) => void): AuthSetting {
  return Object.defineProperty(authSetting, SCOPE, { get: () => report(`getSetting().authSetting['${SCOPE}']`) })
}

async function openSettings({ signal }: Call, { permission, screen }: Context): Promise<boolean> {
  if (!screen.settings) return false
  const changed = await raceAbort(screen.settings(await permission.setting()), signal)
  await permission.change(changed ?? {})
  return true
}
