import type { MaybePromise } from '../core/types.ts'

/**
 * On which thread a system call is made. To ask another thread and to be woken by it takes several times as long as a local
 * disk takes to answer from memory, but an app must not stand still while a disk does not.
 */

/** A call that took longer, in milliseconds, shows a disk that is far away or busy. */
const LONG = 4

/** For so long after it, in milliseconds, every call is left to other threads. */
const CAUTION = 1000

type Call<Args extends unknown[], Result> = (...args: Args) => Result

let cautiousUntil = 0
let syncs = 0

/** Whether the disk has been quick of late. */
export const answersAtOnce = () => Date.now() >= cautiousUntil

/** Whether it is busy with a sync. */
export const isSyncing = () => syncs > 0

/** A call that no sync holds up: here, for as long as that has been quick. */
export function looking<Args extends unknown[], Result>(
  here: Call<Args, Result>,
  elsewhere: Call<Args, Promise<Result>>,
): Call<Args, MaybePromise<Result>> {
  return (...args) => {
    const start = Date.now()
    if (start < cautiousUntil) return elsewhere(...args)
    try {
      return here(...args)
    } finally {
      const end = Date.now()
      if (end - start > LONG) cautiousUntil = end + CAUTION
    }
  }
}

/** A call that changes the disk: here, but not while a sync is under way, which most file systems make it wait for. */
export function changing<Args extends unknown[], Result>(
  here: Call<Args, Result>,
  elsewhere: Call<Args, Promise<Result>>,
): Call<Args, MaybePromise<Result>> {
  const alone = looking(here, elsewhere)
  return (...args) => (isSyncing() ? elsewhere(...args) : alone(...args))
}

/** A call that waits for the disk: always elsewhere. */
export function syncing<Args extends unknown[]>(elsewhere: Call<Args, Promise<void>>): Call<Args, Promise<void>> {
  return async (...args) => {
    syncs++
    try {
      await elsewhere(...args)
    } finally {
      syncs--
    }
  }
}
