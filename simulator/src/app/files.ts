import { SaveError } from 'photosalbum'
import { toSaveError } from '../../../src/core/errors.ts'
import { localize } from '../../../src/i18n/localize.ts'
import type { PackageFiles } from '../../../src/my/api.ts'
import { listedFiles, pathInPackage } from '../../../src/my/listed-files.ts'
import { readAppFile } from '../phone/server.ts'
import { language } from '../texts/index.ts'
import type { FileAnswer, FileRequest } from './protocol.ts'
import { currentRun, type Run } from './run.ts'

/** Pictures and files by the paths that the app uses. */

/** `undefined` if it cannot be loaded. */
export async function readPicture(path: string): Promise<Blob | undefined> {
  try {
    return await loadPicture(path)
  } catch {
    return undefined
  }
}

/** Throws the reason if it cannot be loaded. */
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

/** What the app may read of its own package, whose folder is `root`. */
export function packageFiles(root: string): PackageFiles {
  let listing: Promise<ReturnType<typeof listedFiles>> | undefined
  return {
    async read(path) {
      listing ??= readAppFile(`${root}/mini.project.json`).then(async (file) => listedFiles(await file?.text()))
      const inPackage = (await listing)(path)
      const file = inPackage === undefined ? undefined : await readAppFile(`${root}/${inPackage}`)
      return file && new Uint8Array(await file.arrayBuffer())
    },
    has: async (path) => (await readAppFile(`${root}/${pathInPackage(path)}`)) !== undefined,
  }
}

/** Reads or writes a file of the phone for the canvas. */
export async function answerFileRequest(message: FileRequest, from: Run): Promise<void> {
  const { request } = message
  const answer = (reply: FileAnswer, transfer: Transferable[] = []) => from.channel.postMessage(reply, transfer)
  try {
    if ('bytes' in message) return answer({ type: 'answer', request, path: await from.my.write(message.bytes) })
    const bytes = await (await pictureAt(message.path, from)).arrayBuffer()
    answer({ type: 'answer', request, bytes }, [bytes])
  } catch (thrown) {
    answer({ type: 'answer', request, problem: await localize(toSaveError(thrown), language.value) })
  }
}
