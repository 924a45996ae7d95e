import { SaveError, throwIfCancelled } from '../core/errors.ts'
import type { Album, PermissionState } from '../core/types.ts'
import { checkOption, invalidOption, milliseconds } from '../core/validation.ts'
import { raceAbort } from '../util/abort.ts'
import { lazyImport } from '../util/lazy-import.ts'
import { hasGesture, tellsGestures } from '../web/gesture.ts'
import { handOver, type Way } from '../web/hand-over.ts'
import { hasDocument } from '../web/place.ts'
import { forget, recall, remember } from '../web/remembered.ts'
import { settleWithin } from '../web/settle-within.ts'
import { defineAlbum } from './define-album.ts'

export interface PickedFolderOptions {
  /** Under which name the folder is remembered, for pages that have several. `photos` unless told otherwise. */
  readonly id?: string
  /** How long the person may take to answer the browser, in ms. 120,000 unless told otherwise. */
  readonly timeout?: number
  /** Asks for a folder. The browser's own dialog unless told otherwise. */
  pick?(): Promise<FileSystemDirectoryHandle>
}

/** A folder of the computer that the person picked once. The page sees that folder and nothing else. */
export default defineAlbum((options?: PickedFolderOptions) => {
  const folder = way(options)
  const { permission, requestPermission } = folder
  return { ...handOver(folder), permission, requestPermission }
})

export type PickedFolderWay = Way & Required<Pick<Album, 'permission' | 'requestPermission'>>

/** What Chromium has beyond the types that TypeScript knows. */
type Folder = FileSystemDirectoryHandle & {
  queryPermission?(mode: { mode: 'readwrite' }): Promise<PermissionState>
  requestPermission?(mode: { mode: 'readwrite' }): Promise<PermissionState>
}
interface Picker {
  showDirectoryPicker(options: object): Promise<FileSystemDirectoryHandle>
}

const browser = globalThis as unknown as Picker

/** Only a failure needs the words for it. */
const errors = lazyImport(() => import('../web/folder-error.ts'))

const READWRITE = { mode: 'readwrite' } as const

export function way({ id = 'photos', timeout = 120_000, pick }: PickedFolderOptions = {}): PickedFolderWay {
  checkOption('pickedFolder', 'timeout', timeout, milliseconds)
  if (pick && typeof pick !== 'function') throw invalidOption('pickedFolder', 'pick', pick, 'a function')
  const key = `folder:${id}`
  const writer = lazyImport(async () => (await import('../web/folder-writer.ts')).folderWriter(id))
  let asking: Promise<Folder> | undefined

  const refusal = () =>
    pick || 'showDirectoryPicker' in browser
      ? undefined
      : new SaveError(
          'unimplemented',
          !hasDocument()
            ? 'A worker can ask for no folder. Use opfs(), or let the page save: photosalbum/bridge.'
            : 'This browser lets no page write to a folder: it takes Chromium on a computer, and https:. Use another album.',
        )
  const known = async () => {
    if (refusal()) return
    try {
      return await recall<Folder>(key)
    } catch (thrown) {
      // A sandboxed frame; with a tap or without.
      throw (await errors()).pageError(thrown, 'look for the folder that was picked before')
    }
  }
  const rightTo = async (folder: Folder): Promise<PermissionState> =>
    (await folder.queryPermission?.(READWRITE)) ?? 'granted'
  const bounded = <T>(answer: Promise<T>) =>
    settleWithin(
      answer,
      timeout,
      new SaveError('timeout', `The browser's question was not answered within ${timeout / 1000} s. Save again.`),
    )

  const ask = async (): Promise<Folder> => {
    const refused = refusal()
    if (refused) throw refused
    let folder = await known()
    const tapped = tellsGestures() && hasGesture()
    try {
      if (!folder) {
        // Picked to be read, then asked to be written: so Chrome offers to allow it on every visit.
        const picker = pick ?? (() => browser.showDirectoryPicker({ id, startIn: 'pictures' }))
        const picked: Partial<Folder> | undefined = await bounded(picker())
        // Told before it is remembered: every later visit would meet it again.
        if (!picked?.getDirectoryHandle) {
          throw invalidOption('pickedFolder', 'what pick() gives', picked, 'a FileSystemDirectoryHandle')
        }
        folder = picked as Folder
        await remember(key, folder)
      }
      if ((await rightTo(folder)) === 'granted') return folder
      if ((await bounded((folder as Required<Folder>).requestPermission(READWRITE))) === 'granted') return folder
    } catch (thrown) {
      if ((thrown as Error).name !== 'SecurityError')
        throw (await errors()).pageError(thrown, 'get a folder to save in')
      if (tapped) throw (await errors()).neverAsks(thrown)
      throw (await errors()).needsTap(folder, thrown)
    }
    throw (await errors()).denied(folder)
  }
  /** The folder, with the right to write there. Asks where it has to: once for all saves that wait. */
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
      const folder = await known()
      return folder ? rightTo(folder) : 'prompt'
    },
    requestPermission: () => open().then(() => 'granted'),
    async notNow() {
      const folder = await known()
      if (!folder) return (await errors()).noFolder()
      const right = await rightTo(folder)
      if (right === 'denied') return (await errors()).denied(folder)
      return right === 'granted' || hasGesture() ? undefined : (await errors()).needsTap(folder)
    },
    async give(file, signal) {
      const folder = await raceAbort(open(), signal)
      try {
        const write = await writer()
        return { outcome: 'stored', location: await write(folder, file, signal) }
      } catch (thrown) {
        throwIfCancelled(signal)
        if ((thrown as Error).name !== 'NotFoundError') {
          throw (await errors()).pageError(thrown, `save ${file.name} in the folder "${folder.name}"`)
        }
        await forget(key)
        throw (await errors()).gone(folder, thrown)
      }
    },
  }
}
