import { raceAbort } from '../../util/async.ts'
import type { Context } from '../api.ts'
import type { Call } from '../call.ts'
import { SCOPE } from '../permission.ts'
import type { AuthSetting } from '../screen.ts'

export async function getSetting({ permission, observe }: Context): Promise<{ authSetting: AuthSetting }> {
  return { authSetting: reportScopes(await permission.setting(), (name) => observe?.({ type: 'missing-api', name })) }
}

/**
 * Reports when an app reads a permission by the name that other platforms use. Its value is `undefined`, as on a phone. The
 * property is not enumerable, so that only code that reads it by name is reported.
 */
export function reportScopes(authSetting: AuthSetting, report: (name: string) => void): AuthSetting {
  return Object.defineProperty(authSetting, SCOPE, { get: () => report(`getSetting().authSetting['${SCOPE}']`) })
}

/** Resolves when the user has left the settings, with `false` if the host has none. */
export async function openSettings({ signal }: Call, { permission, screen }: Context): Promise<boolean> {
  if (!screen.settings) return false
  const changed = await raceAbort(screen.settings(await permission.setting()), signal)
  await permission.change(changed ?? {})
  return true
}
