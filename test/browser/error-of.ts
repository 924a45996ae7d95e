import { isSaveError, type SaveError } from 'photosalbum/browser'

/** The `SaveError` that an album fails with. Any other result fails the test. */
export async function errorOf(adding: Promise<unknown>): Promise<SaveError> {
  const error = await adding.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isSaveError(error)) throw new Error(`expected a SaveError, got ${error}`)
  return error
}
