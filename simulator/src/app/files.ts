import { SaveError } from 'photosalbum'
import { toSaveError } from '../../../src/core/errors.ts'
import { localize } from '../../../src/i18n/localize.ts'
import { readAppFile } from '../phone/server.ts'
import { language } from '../texts/index.ts'
import type { PictureAnswer, PictureRequest } from './protocol.ts'
import { currentRun, type Run } from './run.ts'

/** Reads pictures and files by the paths that the app uses. */

/** Resolves with `undefined` if the picture cannot be loaded. */
export async function readPicture(path: string): Promise<Blob | undefined> {
  try {
    return await loadPicture(path)
  } catch {
    return undefined
  }
}

/** Throws an error with the reason if the picture cannot be loaded. */
export async function loadPicture(path: string): Promise<Blob> {
  const run = currentRun()
  if (!run) throw new SaveError('unavailable', 'The app was stopped.', { details: { code: 'app-stopped' } })
  return await pictureAt(path, run)
}

async function pictureAt(path: string, { root, my }: Run): Promise<Blob> {
  if (/^(https?|data):/i.test(path)) return await my.read(path)
  const file = await readAppFile(`${root}/${path.replace(/^\/+/, '')}`)
  if (!file) {
    throw new SaveError('not-found', `${path} is not in the package.`, {
      details: { code: 'package-file-missing', path },
    })
  }
  return file
}

/** Reads a picture for the canvas. */
export async function answerPictureRequest({ request, path }: PictureRequest, from: Run): Promise<void> {
  const answer = (reply: PictureAnswer, transfer: Transferable[] = []) => from.channel.postMessage(reply, transfer)
  try {
    const bytes = await (await pictureAt(path, from)).arrayBuffer()
    answer({ type: 'picture', request, bytes }, [bytes])
  } catch (thrown) {
    answer({ type: 'picture', request, problem: await localize(toSaveError(thrown), language.value) })
  }
}
