import { type AsyncApi, asyncApi, type Failure, type OptionalApi } from './call.ts'
import { FILE_METHODS, type FileMethod } from './file-methods.ts'
import type { Value } from './parts.ts'
import type { Stats } from './stats.ts'

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
type Info = { filePath: string; digestAlgorithm?: 'md5' | 'sha1' }
type Save = { tempFilePath: string; filePath?: string }
type Saved = { fileList: { filePath: string; size: number; createTime: number }[] }
type Stat = { path: string; recursive?: boolean }

/**
 * A synchronous twin returns its failure, as on a phone, instead of throwing it: look at `error` first, which a result
 * has not. The published typings know of results alone, so the fields of one are typed in either case, and
 * `errorMessage` is one that nobody should read where there is no `error`.
 */
type Returned<Result> = (Result & { error?: undefined; errorMessage: never }) | (Result & Failure)

/** A synchronous twin takes one object, or its options one by one. */
type Sync<Options, Given extends unknown[], Result> = {
  (options: Options): Returned<Result>
  (...given: Given): Returned<Result>
}

/**
 * What `my.getFileSystemManager()` gives (C42). Errors: 2 bad parameter, 10022 missing, 10023 is a directory, 10024 no
 * permission, 10025 is already there, 10027 not empty, 10028 over 10 MB a file or 50 MB an app, 3 unknown.
 * The twins are there where the host's files answer at once, from base library 2.7.4.
 */
export interface FileSystemManager {
  access: AsyncApi<{ path: string }, Done>
  accessSync: Sync<{ path: string }, [path: string], Done>
  appendFile: AsyncApi<Write, Done>
  appendFileSync: Sync<Write, [filePath: string, data: string | ArrayBuffer, encoding?: Encoding], Done>
  copyFile: AsyncApi<Copy, Done>
  copyFileSync: Sync<Copy, [srcPath: string, destPath: string], Done>
  getFileInfo: AsyncApi<Info, { size: number }>
  getFileInfoSync: Sync<Info, [filePath: string, digestAlgorithm?: 'md5' | 'sha1'], { size: number }>
  getSavedFileList: OptionalApi<object, Saved>
  getSavedFileListSync(): Returned<Saved>
  mkdir: AsyncApi<Folder, Done>
  mkdirSync: Sync<Folder, [dirPath: string, recursive?: boolean], Done>
  /** With `encoding` the data is a text; without, an `ArrayBuffer`, and `dataType` says so. */
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
  /** With `recursive`, `stats` of a folder has one `Stats` for all that is in it, by its path from there. */
  stat: AsyncApi<Stat, { stats: Stats }>
  statSync: Sync<Stat, [path: string, recursive?: boolean], { stats: Stats }>
  unlink: AsyncApi<{ filePath: string }, Done>
  unlinkSync: Sync<{ filePath: string }, [filePath: string], Done>
  writeFile: AsyncApi<Write, Done>
  writeFileSync: Sync<Write, [filePath: string, data: string | ArrayBuffer, encoding?: Encoding], Done>
}

/** One manager for each `my`. */
export const getFileSystemManager: Value = {
  since: '1.13.0',
  make(parts) {
    const manager: Record<string, unknown> = {}
    for (const method of Object.keys(FILE_METHODS) as FileMethod[]) {
      const api = `FileSystemManager.${method}`
      manager[method] = asyncApi(parts, api, {
        object: FILE_METHODS[method],
        async run(input) {
          // Loaded when asked for: most apps that save a picture never do.
          const { operate } = await import('./file-operations.ts')
          return operate(method, { api, files: parts.files, input })
        },
      })
    }
    if (parts.files.synchronous) Object.assign(manager, parts.fileTwins?.(parts))
    return () => manager
  },
}
