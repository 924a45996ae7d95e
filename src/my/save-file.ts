import { quote } from '../app-files/quote.ts'
import { SaveError } from '../core/errors.ts'
import type { AsyncApi, OptionalApi } from './call.ts'
import { olderFileCode } from './older-file-code.ts'
import { requireText } from './parameters.ts'
import type { Api } from './parts.ts'

type FilePath = { apFilePath?: string; filePath?: string }

export type SaveFile = AsyncApi<FilePath, { success: true; apFilePath: string }>
export type GetSavedFileInfo = OptionalApi<FilePath, { success: true; size: number; createTime: number }>
export type RemoveSavedFile = OptionalApi<FilePath, object, void>
export type GetSavedFileList = OptionalApi<
  object,
  { success: true; fileList: { apFilePath: string; size: number; createTime: number }[] }
>

const SINCE = '1.13.0'

/** Moves a temporary file into the cache, where it survives a restart (C22, C41). Codes: 2, 12, 13, 19. */
export const saveFile: Api<'apFilePath' | 'filePath'> = {
  since: SINCE,
  object: ['apFilePath', 'filePath'],
  returns: ['apFilePath'],
  code: olderFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    return {
      success: true,
      apFilePath: await files.save(requireText(apFilePath ?? filePath, 'saveFile', 'apFilePath')),
    }
  },
}

export const getSavedFileList: Api<never> = {
  since: SINCE,
  object: [],
  returns: ['fileList'],
  code: olderFileCode,
  async run(_input, _call, { files }) {
    const saved = await files.saved()
    return {
      success: true,
      fileList: saved.map(({ filePath, size, createTime }) => ({ apFilePath: filePath, size, createTime })),
    }
  },
}

export const getSavedFileInfo: Api<'apFilePath' | 'filePath'> = {
  since: '1.3.0',
  object: ['apFilePath', 'filePath'],
  returns: ['size', 'createTime'],
  code: olderFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    const path = requireText(apFilePath ?? filePath, 'getSavedFileInfo', 'apFilePath')
    const found = (await files.saved()).find((file) => file.filePath === path)
    if (!found) throw new SaveError('not-found', `${quote(path)} is no file that my.saveFile saved.`)
    return { success: true, size: found.size, createTime: found.createTime }
  },
}

export const removeSavedFile: Api<'apFilePath' | 'filePath'> = {
  since: SINCE,
  object: ['apFilePath', 'filePath'],
  code: olderFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    await files.removeSaved(requireText(apFilePath ?? filePath, 'removeSavedFile', 'apFilePath'))
    return undefined
  },
}
