import { lazyImport } from '../../util/async.ts'
import { type Api, buildApis, type FilesHost, requireText, type Value } from '../api.ts'
import type { AsyncApi, OptionalApi } from '../call.ts'
import { savedFileCode } from '../codes.ts'
import type { Failure } from '../events.ts'
import type { DigestAlgorithm, FileMethod } from './file-calls.ts'
import type { FileStats } from './file-stats.ts'

/** `filePath` is undocumented, but pages use it as an alias. */
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
const saveFile: Api<'apFilePath' | 'filePath', FilesHost> = {
  since: SINCE,
  options: ['apFilePath', 'filePath'],
  returns: ['apFilePath', 'savedFilePath'],
  code: savedFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    const saved = await files.save(requireText(apFilePath ?? filePath, 'saveFile', 'apFilePath'))
    return { success: true, apFilePath: saved, savedFilePath: saved }
  },
}

const getSavedFileList: Api<never, FilesHost> = {
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

const getSavedFileInfo: Api<'apFilePath' | 'filePath', FilesHost> = {
  since: '1.3.0',
  options: ['apFilePath', 'filePath'],
  returns: ['size', 'createTime'],
  code: savedFileCode,
  run: async (input, call, context) => (await calls()).getSavedFileInfo(input, call, context),
}

const removeSavedFile: Api<'apFilePath' | 'filePath', FilesHost> = {
  since: SINCE,
  options: ['apFilePath', 'filePath'],
  code: savedFileCode,
  async run({ apFilePath, filePath }, _call, { files }) {
    await files.removeSaved(requireText(apFilePath ?? filePath, 'removeSavedFile', 'apFilePath'))
    return undefined
  },
}

/** Size and digest of any file of the app (C41). */
const getFileInfo: Api<'apFilePath' | 'filePath' | 'digestAlgorithm', FilesHost> = {
  since: '1.4.0',
  options: ['apFilePath', 'filePath', 'digestAlgorithm'],
  returns: ['size', 'digest'],
  values: { digestAlgorithm: ['md5', 'sha1'] },
  code: savedFileCode,
  run: async (input, call, context) => (await calls()).getFileInfo(input, call, context),
}

type Done = { success: true }
type Encoding =
  | 'ascii'
  | 'base64'
  | 'binary'
  | 'hex'
  | 'latin1'
  | 'ucs2'
  | 'ucs-2'
  | 'utf16le'
  | 'utf-16le'
  | 'utf8'
  | 'utf-8'
type Write = { filePath: string; data: string | ArrayBuffer; encoding?: Encoding }
type Read = { data: string | ArrayBuffer; dataType: string }
type Folder = { dirPath: string; recursive?: boolean }
type Move = { oldPath: string; newPath: string }
type Copy = { srcPath: string; destPath: string }
type Info = { filePath: string; digestAlgorithm?: DigestAlgorithm }
type Save = { tempFilePath: string; filePath?: string }
type Saved = { fileList: { filePath: string; size: number; createTime: number }[] }
type Stat = { path: string; recursive?: boolean }

/**
 * `statSync` returns its failure instead of throwing it, as documented: check `error` first, which a result does not have. The
 * published typings only declare the result, so its fields are typed in both cases. `errorMessage` has the type `never` while
 * `error` is `undefined`.
 */
type Returned<Result> = (Result & { error?: undefined; errorMessage: never }) | (Result & Failure)

/** A synchronous method accepts one object, or its options as separate arguments. */
type Sync<Options, Args extends unknown[], Result> = {
  (options: Options): Result
  (...args: Args): Result
}

/**
 * The result of `my.getFileSystemManager()` (C42). The `…Sync` methods exist on hosts with synchronous files, from base
 * library 2.7.4. They throw an `Error` with `error` and `errorMessage`; `statSync` returns those instead.
 */
export interface FileSystemManager {
  access: AsyncApi<{ path: string }, Done>
  accessSync: Sync<{ path: string }, [path: string], Done>
  appendFile: AsyncApi<Write, Done>
  appendFileSync: Sync<Write, [filePath: string, data: string | ArrayBuffer, encoding?: Encoding], Done>
  copyFile: AsyncApi<Copy, Done>
  copyFileSync: Sync<Copy, [srcPath: string, destPath: string], Done>
  getFileInfo: AsyncApi<Info, { size: number; digest: string }>
  getFileInfoSync: Sync<Info, [filePath: string, digestAlgorithm?: DigestAlgorithm], { size: number; digest: string }>
  getSavedFileList: OptionalApi<object, Saved>
  getSavedFileListSync(): Saved
  mkdir: AsyncApi<Folder, Done>
  mkdirSync: Sync<Folder, [dirPath: string, recursive?: boolean], Done>
  /** `data` is a string with `encoding`, and an `ArrayBuffer` without it. */
  readFile: AsyncApi<{ filePath: string; encoding?: Encoding }, Read>
  readFileSync: Sync<{ filePath: string; encoding?: Encoding }, [filePath: string, encoding?: Encoding], Read>
  readdir: AsyncApi<{ dirPath: string }, { files: string[] }>
  readdirSync: Sync<{ dirPath: string }, [dirPath: string], { files: string[] }>
  removeSavedFile: AsyncApi<{ filePath: string }, Done>
  removeSavedFileSync: Sync<{ filePath: string }, [filePath: string], Done>
  rename: AsyncApi<Move, Done>
  renameSync: Sync<Move, [oldPath: string, newPath: string], Done>
  rmdir: AsyncApi<Folder, Done>
  rmdirSync: Sync<Folder, [dirPath: string, recursive?: boolean], Done>
  saveFile: AsyncApi<Save, { savedFilePath: string }>
  saveFileSync: Sync<Save, [tempFilePath: string, filePath?: string], { savedFilePath: string }>
  /** With `recursive`, `stats` of a folder contains one `Stats` for everything in it, by its relative path. */
  stat: AsyncApi<Stat, { stats: FileStats }>
  statSync: Sync<Stat, [path: string, recursive?: boolean], Returned<{ stats: FileStats }>>
  unlink: AsyncApi<{ filePath: string }, Done>
  unlinkSync: Sync<{ filePath: string }, [filePath: string], Done>
  writeFile: AsyncApi<Write, Done>
  writeFileSync: Sync<Write, [filePath: string, data: string | ArrayBuffer, encoding?: Encoding], Done>
}

/** Each method and its options, in the order of the arguments of its `…Sync` method. */
const METHODS = {
  access: ['path'],
  appendFile: ['filePath', 'data', 'encoding'],
  copyFile: ['srcPath', 'destPath'],
  getFileInfo: ['filePath', 'digestAlgorithm'],
  getSavedFileList: [],
  mkdir: ['dirPath', 'recursive'],
  readFile: ['filePath', 'encoding'],
  readdir: ['dirPath'],
  removeSavedFile: ['filePath'],
  rename: ['oldPath', 'newPath'],
  rmdir: ['dirPath', 'recursive'],
  saveFile: ['tempFilePath', 'filePath'],
  stat: ['path', 'recursive'],
  unlink: ['filePath'],
  writeFile: ['filePath', 'data', 'encoding'],
} as const satisfies Record<FileMethod, readonly string[]>

const SYNC_SINCE = '2.7.4'

const declare = (method: FileMethod): Api<string, FilesHost> => ({
  options: METHODS[method],
  run(input, call, context) {
    const given = { api: `FileSystemManager.${method}`, input, call, context }
    return context.fileOperations?.[method]?.(given) ?? calls().then((loaded) => loaded.FILE_OPERATIONS[method](given))
  },
  sync: {
    since: SYNC_SINCE,
    // Failures are thrown, unless the documentation of a method says otherwise: the sample of `statSync` checks `result.stats`.
    failure: method === 'stat' ? 'return' : 'throw',
    positional: true,
    available: ({ files, fileOperations }) => files.synchronous && fileOperations !== undefined,
  },
})

const TABLE = Object.fromEntries((Object.keys(METHODS) as FileMethod[]).map((method) => [method, declare(method)]))

/** The base library that introduced a method, by a name such as `FileSystemManager.readFileSync`. */
export function fileMethodSince(name: string): string | undefined {
  const [, method = ''] = /^FileSystemManager\.(\w+)Sync$/.exec(name) ?? []
  return Object.hasOwn(METHODS, method) ? SYNC_SINCE : undefined
}

/** One manager for each `my`. */
const getFileSystemManager: Value<FilesHost> = {
  since: '1.13.0',
  make(context) {
    const manager = buildApis(TABLE, context, 'FileSystemManager.')
    return () => manager
  },
}

export const apis = { getFileInfo, getFileSystemManager, getSavedFileInfo, getSavedFileList, removeSavedFile, saveFile }
