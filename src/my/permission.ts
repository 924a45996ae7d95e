import { SaveError } from '../core/errors.ts'
import type { MaybePromise, PermissionState } from '../core/types.ts'
import { raceAbort } from '../util/abort.ts'
import type { AuthSetting } from './screen.ts'

/** The one scope that is ever asked for: to write (C30, C32). */
export const SCOPE = 'scope.writePhotosAlbum'

/**
 * Asks the person whether this app may save to the album. `reason` is the app's own (`app.json`:
 * `permission["scope.writePhotosAlbum"].desc`). `prompt`: nobody answered, so that the next call asks again.
 */
export type Authorize = (scope: typeof SCOPE, reason: string | undefined) => MaybePromise<PermissionState>

/** Keeps what the person answered, beyond the life of one `my`. */
export interface PermissionMemory {
  read(): MaybePromise<Decision | undefined>
  write(decision: Decision): MaybePromise<void>
}

export type Decision = 'granted' | 'denied'

/** What the person allows this app, apart from what the platform allows the host (`Album.permission`). */
export interface AppPermission {
  /** Resolves if the app may save. Asks where nobody has asked yet: once, for all calls that wait (C30). */
  ensure(): Promise<void>
  /** `{}` until it was asked for (C31). */
  setting(): Promise<AuthSetting>
  /** Holds from the next call on. */
  change(setting: AuthSetting): Promise<void>
}

export interface PermissionOptions {
  /** Absent: granted without a question. */
  readonly authorize?: Authorize | undefined
  readonly reason?: string | undefined
  readonly memory?: PermissionMemory | undefined
  readonly signal: AbortSignal
}

export function createPermission({ authorize, reason, memory, signal }: PermissionOptions): AppPermission {
  let decision: Decision | undefined
  let loading: Promise<void> | undefined
  let asking: Promise<PermissionState> | undefined

  /** A memory that fails costs one more question, and no photo. */
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
      // It holds for this `my`, as it would without a memory.
    }
  }
  const ask = async (): Promise<PermissionState> => {
    if (!authorize) {
      // Nobody was asked, so there is nothing to remember.
      decision = 'granted'
      return decision
    }
    const answer = await raceAbort(authorize(SCOPE, reason), signal)
    if (answer === 'granted' || answer === 'denied') await decide(answer)
    else if (answer !== 'prompt') {
      throw new SaveError(
        'unknown',
        'authorize must answer "granted", "denied" or "prompt", and answered something else.',
      )
    }
    return answer
  }

  return {
    async ensure() {
      if (!decision) await load()
      if (!decision) {
        asking ??= ask().finally(() => {
          asking = undefined
        })
      }
      const answer = decision ?? (await asking)
      if (answer === 'granted') return
      const why = answer === 'denied' ? 'This app was denied the album' : 'Nobody answered whether this app may save'
      throw new SaveError('permission-denied', `${why}: the person can allow it in the settings (my.openSetting).`)
    },
    async setting() {
      await load()
      const granted = decision === 'granted'
      return decision ? { writePhotosAlbum: granted, album: granted } : {}
    },
    async change({ writePhotosAlbum, album }) {
      await load()
      // Two names of one right: the one that was changed counts.
      const now = decision && decision === 'granted'
      const changed = [writePhotosAlbum, album].find((allowed) => allowed !== undefined && allowed !== now)
      if (changed !== undefined) await decide(changed ? 'granted' : 'denied')
    },
  }
}
