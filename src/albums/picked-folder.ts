import { SaveError, throwIfCancelled } from '../core/errors.ts'
import type { Album, PermissionState } from '../core/types.ts'
import { aFunction, aString, checkOptions, invalidOption, milliseconds } from '../core/validation.ts'
import { lazyImport, raceAbort } from '../util/async.ts'
import { withTimeout } from '../util/timeout.ts'
import { type DeliveryMethod, deliveryAlbum } from '../web/delivery.ts'
import { hasDocument, hasUserActivation, reportsUserActivation } from '../web/platform.ts'
import { defineAlbum } from './define-album.ts'

export interface PickedFolderOptions {
  /**
   * The name under which the folder is remembered, for pages that use several.
   * @default 'photos'
   */
  readonly id?: string
  /**
   * How long the user may take to answer the browser, in milliseconds.
   * @default 120_000
   */
  readonly timeout?: number
  /**
   * Asks for a folder.
   * @default the browser's own dialog
   */
  pick?(): Promise<FileSystemDirectoryHandle>
}

/** A folder of the computer that the user picked once. The page sees that folder and nothing else. */
export default defineAlbum((options?: PickedFolderOptions) => {
  const folder = method(options)
  const { permission, requestPermission } = folder
  return { ...deliveryAlbum(folder), permission, requestPermission }
})

/** Methods of Chromium that TypeScript does not declare. */
type Folder = FileSystemDirectoryHandle & {
  queryPermission?(mode: { mode: 'readwrite' }): Promise<PermissionState>
  requestPermission?(mode: { mode: 'readwrite' }): Promise<PermissionState>
}
interface Picker {
  showDirectoryPicker(options: object): Promise<FileSystemDirectoryHandle>
}

const browser = globalThis as unknown as Picker

const READWRITE = { mode: 'readwrite' } as const

const remembered = lazyImport(() => import('../web/remembered-folder.ts'))
/** Loaded only for an error. */
const errors = lazyImport(() => import('../web/file-system-error.ts'))

export function method(
  options?: PickedFolderOptions,
): DeliveryMethod & Required<Pick<Album, 'permission' | 'requestPermission'>> {
  checkOptions('pickedFolder', options, { id: aString, timeout: milliseconds, pick: aFunction })
  const { id = 'photos', timeout = 120_000, pick } = options ?? {}
  const writer = lazyImport(async () => (await remembered()).folderWriter(id))
  let asking: Promise<Folder> | undefined
  /** A folder that cannot be remembered across visits: WebKit cannot store handles. */
  let unstorable: Folder | undefined

  const refusal = () => {
    if (pick || 'showDirectoryPicker' in browser) return undefined
    return hasDocument()
      ? new SaveError(
          'unimplemented',
          'This browser lets no page write to a folder: that takes Chromium on a computer, and https:. Use another album.',
          { details: { code: 'folder-picker-missing', place: 'page' } },
        )
      : new SaveError(
          'unimplemented',
          'A worker has no album of its own. Use opfs(), or let the page save (photosalbum/bridge).',
          { details: { code: 'folder-picker-missing', place: 'worker' } },
        )
  }
  const recall = async (): Promise<Folder | undefined> =>
    unstorable ?? (refusal() ? undefined : (await remembered()).recallFolder(id))
  const permissionFor = async (folder: Folder): Promise<PermissionState> =>
    (await folder.queryPermission?.(READWRITE)) ?? 'granted'
  const answered = <T>(answer: Promise<T>) =>
    withTimeout(
      answer,
      timeout,
      new SaveError('timeout', `The browser's question was not answered within ${timeout / 1000} s. Save again.`, {
        details: { code: 'folder-timeout', seconds: timeout / 1000 },
      }),
    )

  const ask = async (): Promise<Folder> => {
    const refused = refusal()
    if (refused) throw refused
    const { folderDenied, folderFrameRefused, folderNeedsTap, rememberFolder } = await remembered()
    let folder = await recall()
    const tapped = reportsUserActivation() && hasUserActivation()
    try {
      if (!folder) {
        // Picked for reading, then asked for writing: that way Chrome offers to allow it on every visit.
        const picker = pick ?? (() => browser.showDirectoryPicker({ id, startIn: 'pictures' }))
        const picked: Partial<Folder> | undefined = await answered(picker())
        // Checked before it is remembered, or every later visit would fail.
        if (!picked?.getDirectoryHandle) {
          throw invalidOption('pickedFolder', 'the result of pick()', picked, 'a FileSystemDirectoryHandle')
        }
        folder = picked as Folder
        await rememberFolder(id, folder).catch((thrown: Error) => {
          if (thrown.name !== 'DataCloneError') throw thrown
          unstorable = picked as Folder
        })
      }
      if ((await permissionFor(folder)) === 'granted') return folder
      if ((await answered((folder as Required<Folder>).requestPermission(READWRITE))) === 'granted') return folder
    } catch (thrown) {
      if ((thrown as Error).name !== 'SecurityError')
        throw (await errors()).fileSystemError(thrown, { kind: 'pick-folder' })
      throw tapped ? folderFrameRefused(thrown) : folderNeedsTap(folder, thrown)
    }
    throw folderDenied(folder)
  }
  /** The folder, with permission to write. If the user has to be asked, then once for all saves that wait. */
  const open = (): Promise<Folder> => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }

  return {
    name: 'picked-folder',
    refusal,
    async permission() {
      const folder = await recall()
      return folder ? permissionFor(folder) : 'prompt'
    },
    requestPermission: () => open().then(() => 'granted'),
    async pending() {
      const { folderDenied, folderNeedsTap, folderNotPicked } = await remembered()
      const folder = await recall()
      if (!folder) return folderNotPicked()
      const permission = await permissionFor(folder)
      if (permission === 'denied') return folderDenied(folder)
      return permission === 'granted' || hasUserActivation() ? undefined : folderNeedsTap(folder)
    },
    async deliver(file, signal) {
      const folder = await raceAbort(open(), signal)
      try {
        const write = await writer()
        return { outcome: 'stored', location: await write(folder, file, signal) }
      } catch (thrown) {
        throwIfCancelled(signal)
        if ((thrown as Error).name !== 'NotFoundError') {
          throw (await errors()).fileSystemError(thrown, { kind: 'save', photo: file.name, folder: folder.name })
        }
        const { folderGone, forgetFolder } = await remembered()
        unstorable = undefined
        await forgetFolder(id)
        throw folderGone(folder, thrown)
      }
    },
  }
}
