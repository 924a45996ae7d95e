import { lazyImport } from '../../util/async.ts'
import { type Api, requireText } from '../api.ts'
import type { AsyncApi, OptionalApi } from '../call.ts'
import { savedFileCode } from '../codes.ts'
import type { DigestAlgorithm } from './file-calls.ts'
import { getFileSystemManager } from './file-system-manager.ts'

/** `filePath` is an alias that pages use. */
type FilePath = { apFilePath?: string; filePath?: string }

/** The sample of `my.getSavedFileInfo` reads `savedFilePath`, which is the same as `apFilePath`. */
export type SaveFile = AsyncApi<FilePath, { success: true; apFilePath: string; savedFilePath: string }>
export type GetSavedFileInfo = OptionalApi<FilePath, { success: true; size: number; createTime: number }>
export type RemoveSavedFile = OptionalApi<FilePath, object, void>
export type GetSavedFileList = OptionalApi<
  object,
  { success: true; fileList: { apFilePath: string; size: number; createTime: number }[] }
>
export type GetFileInfo = AsyncApi<FilePath & { digestAlgorithm?: DigestAlgorithm }, { size: number; digest: string }>

const SINCE = '1.13.0'
const calls = lazyImport(() => import('./file-calls.ts'))

/** Moves a temporary file to the cache, where it survives a restart (C22, C41). */
const saveFile: Api<'apFilePath' | 'filePath'> = {
  since: SINCE,
  options: ['apFilePath', 'filePath'],
  returns: ['apFilePath', 'savedFilePath'],
  code: savedFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    const saved = await files.save(requireText(apFilePath ?? filePath, 'saveFile', 'apFilePath'))
    return { success: true, apFilePath: saved, savedFilePath: saved }
  },
}

const getSavedFileList: Api<never> = {
  since: SINCE,
  options: [],
  returns: ['fileList'],
  code: savedFileCode,
  async run(_input, _call, { files }) {
    const saved = await files.saved()
    return {
      success: true,
      fileList: saved.map(({ filePath, size, createTime }) => ({ apFilePath: filePath, size, createTime })),
    }
  },
}

const getSavedFileInfo: Api<'apFilePath' | 'filePath'> = {
  since: '1.3.0',
  options: ['apFilePath', 'filePath'],
  returns: ['size', 'createTime'],
  code: savedFileCode,
  run: async (input, call, context) => (await calls()).getSavedFileInfo(input, call, context),
}

const removeSavedFile: Api<'apFilePath' | 'filePath'> = {
  since: SINCE,
  options: ['apFilePath', 'filePath'],
  code: savedFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    await files.removeSaved(requireText(apFilePath ?? filePath, 'removeSavedFile', 'apFilePath'))
    return undefined
  },
}

/** Size and digest of any file of the app (C41). */
const getFileInfo: Api<'apFilePath' | 'filePath' | 'digestAlgorithm'> = {
  since: '1.4.0',
  options: ['apFilePath', 'filePath', 'digestAlgorithm'],
  returns: ['size', 'digest'],
  values: { digestAlgorithm: ['md5', 'sha1'] },
  code: savedFileCode,
  run: async (input, call, context) => (await calls()).getFileInfo(input, call, context),
}

export const apis = { getFileInfo, getFileSystemManager, getSavedFileInfo, getSavedFileList, removeSavedFile, saveFile }
