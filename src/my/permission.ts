import type { SaveErrorDetails } from '../core/error-details.ts'
import { SaveError } from '../core/errors.ts'
import type { MaybePromise, PermissionState } from '../core/types.ts'
import { raceAbort } from '../util/async.ts'
import { formatValue } from '../util/format.ts'
import type { AuthSetting } from './screen.ts'

/** The only scope that is ever requested: to add photos (C30, C32). */
export const SCOPE = 'scope.writePhotosAlbum'

/**
 * Asks the user whether this app may save to the album. `reason` is the text in `app.json`
 * (`permission["scope.writePhotosAlbum"].desc`). The answer `prompt` means that the user did not decide: the next call asks
 * again.
 */
export type Authorize = (scope: typeof SCOPE, reason: string | undefined) => MaybePromise<PermissionState>

/** Stores the user's answer beyond the lifetime of one `my`. */
export interface PermissionMemory {
  read(): MaybePromise<Decision | undefined>
  write(decision: Decision): MaybePromise<void>
}

export type Decision = 'granted' | 'denied'

/** The permission of this app, apart from the permission of the host on the platform (`Album.permission`). */
export interface AppPermission {
  /** Resolves if the app may save. The first call asks the user, once for all waiting calls (C30). */
  ensure(): Promise<void>
  /** `{}` before the user was asked (C31). */
  setting(): Promise<AuthSetting>
  /** The change takes effect with the next call. */
  change(setting: AuthSetting): Promise<void>
}

export interface PermissionOptions {
  /** If absent, permission is granted without asking. */
  readonly authorize?: Authorize | undefined
  readonly reason?: string | undefined
  readonly memory?: PermissionMemory | undefined
  readonly signal: AbortSignal
}

export function createPermission({ authorize, reason, memory, signal }: PermissionOptions): AppPermission {
  let decision: Decision | undefined
  let loading: Promise<void> | undefined
  let asking: Promise<PermissionState> | undefined

  /** If the answer cannot be loaded, the user is asked again. */
  const load = (): Promise<void> => {
    loading ??= (async () => {
      const remembered = await memory?.read()
      decision ??= remembered
    })().catch(() => {})
    return loading
  }
  const decide = async (decided: Decision): Promise<void> => {
    if (decided === decision) return
    decision = decided
    try {
      await memory?.write(decided)
    } catch {
      // The answer still applies to this `my`, even if it could not be stored.
    }
  }
  const ask = async (): Promise<PermissionState> => {
    if (!authorize) {
      // The user was not asked, so there is no answer to store.
      decision = 'granted'
      return decision
    }
    const answer = await raceAbort(authorize(SCOPE, reason), signal)
    if (answer === 'granted' || answer === 'denied') await decide(answer)
    else if (answer !== 'prompt') {
      const value = formatValue(answer)
      throw new SaveError('unknown', `authorize returned ${value}. Return "granted", "denied" or "prompt".`, {
        details: { code: 'authorize-result-invalid', value },
      })
    }
    return answer
  }

  return {
    async ensure() {
      if (!decision) await load()
      const wasAsked = !decision
      if (!decision) {
        asking ??= ask().finally(() => {
          asking = undefined
        })
      }
      const answer = decision ?? (await asking)
      if (answer === 'granted') return
      throw answer === 'denied'
        ? denied('The user denied this app access to the album', { code: 'album-denied', asked: wasAsked })
        : denied('Nobody answered whether this app may save', { code: 'album-unanswered' })
    },
    async setting() {
      await load()
      const granted = decision === 'granted'
      return decision ? { writePhotosAlbum: granted, album: granted } : {}
    },
    async change({ writePhotosAlbum, album }) {
      await load()
      // The permission has two names: the value that differs from the current one applies.
      const now = decision && decision === 'granted'
      const changed = [writePhotosAlbum, album].find((allowed) => allowed !== undefined && allowed !== now)
      if (changed !== undefined) await decide(changed ? 'granted' : 'denied')
    },
  }
}

const denied = (why: string, details: SaveErrorDetails) =>
  new SaveError('permission-denied', `${why}: the user can allow it in the settings (my.openSetting).`, { details })
