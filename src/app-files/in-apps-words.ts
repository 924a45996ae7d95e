import { CACHE, TEMPORARY, USER } from './areas.ts'
import { idTime } from './file-id.ts'
import { StoreError } from './store-error.ts'
import { USER_DATA_PATH } from './user-data-path.ts'

const RESOURCE = 'https://resource'

/**
 * What was thrown during a call, with paths that the app knows. What it has no name for, such as a file on its way to
 * become another, is told of the path that was passed last: where it was to go.
 */
export function inAppsWords(thrown: unknown, ...passed: readonly unknown[]): unknown {
  if (!(thrown instanceof StoreError)) return thrown
  const paths = passed.filter((each) => typeof each === 'string' && /^https:/i.test(each)) as string[]
  return thrown.about(appPath(thrown.stored) ?? paths.pop() ?? RESOURCE)
}

/** The path by which an app knows what lies at a path of its store. */
function appPath(stored: string): string | undefined {
  const [area, ...names] = stored.split('/')
  if (area === USER) return [USER_DATA_PATH, ...names].join('/')
  const id = names.pop()
  return (area === CACHE || area === TEMPORARY) && id && idTime(id) !== undefined ? `${RESOURCE}/${id}` : undefined
}
