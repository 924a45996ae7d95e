import type { ImageInfo, RandomAccess } from '../core/types.ts'
import { lazily } from '../util/lazily.ts'

const recogniser = lazily(() => import('./recognise.ts'))

/** `recognise`, loaded when it is called: a page that saves what it fetches looks at it as it streams by, and never does. */
export async function recognise(bytes: RandomAccess, name?: string): Promise<ImageInfo> {
  return (await recogniser()).recognise(bytes, name)
}
