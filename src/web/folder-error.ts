import { SaveError } from '../core/errors.ts'

export { pageError } from './page-error.ts'

/** What can be wrong with a folder that the person picked, or is to pick. */

type Folder = Pick<FileSystemDirectoryHandle, 'name'>

export const noFolder = () =>
  new SaveError(
    'unavailable',
    'No folder was picked before: let the person do so in a tap, pickedFolder().requestPermission().',
  )

export const denied = ({ name }: Folder) =>
  new SaveError(
    'permission-denied',
    `The person did not allow to write to the folder "${name}". The browser's settings for this site can allow it.`,
  )

export function needsTap(folder?: Folder, cause?: unknown): SaveError {
  const what = folder ? `to write to the folder "${folder.name}" again` : 'for a folder'
  return new SaveError('unavailable', `The browser asks ${what} in a tap only. Save inside a click handler.`, { cause })
}

export const neverAsks = (cause: unknown) =>
  new SaveError(
    'unimplemented',
    'The browser lets this frame ask for no folder, not even in a tap. Use another album.',
    { cause },
  )

export const gone = ({ name }: Folder, cause: unknown) =>
  new SaveError('unavailable', `The folder "${name}" is gone. Save again inside a click handler, to pick another.`, {
    cause,
  })
