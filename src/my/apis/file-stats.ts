import type { FileStat } from '../../app-files/stores/file-store.ts'

/** The result of `FileSystemManager.stat` for a file or folder (C42). */
export interface FileStats {
  /** POSIX `st_mode`. */
  readonly mode: number
  /** In bytes. */
  readonly size: number
  /** In seconds since 1970, as is `lastModifiedTime`. */
  readonly lastAccessedTime: number
  readonly lastModifiedTime: number
  isDirectory(): boolean
  isFile(): boolean
}

type Values = Omit<FileStats, 'isDirectory' | 'isFile'>

class Stats implements FileStats {
  readonly mode: number
  readonly size: number
  readonly lastAccessedTime: number
  readonly lastModifiedTime: number

  constructor({ mode, size, lastAccessedTime, lastModifiedTime }: Values) {
    this.mode = mode
    this.size = size
    this.lastAccessedTime = lastAccessedTime
    this.lastModifiedTime = lastModifiedTime
  }

  isDirectory(): boolean {
    return (this.mode & 0o170000) === 0o040000
  }

  isFile(): boolean {
    return !this.isDirectory()
  }

  /**
   * For the contents of a folder, the text of the documentation uses `stats[path]`, its sample `stats[path].stats`. Both work.
   */
  get stats(): this {
    return this
  }
}

export const toStats = ({ mode, size, accessed, modified }: FileStat): FileStats =>
  new Stats({
    mode,
    size,
    lastAccessedTime: Math.floor(accessed / 1000),
    lastModifiedTime: Math.floor(modified / 1000),
  })

/** Restores the methods of a result of `stat`, which a message port does not transfer. */
export function reviveStats({ stats }: { readonly stats: Values | Readonly<Record<string, Values>> }): object {
  // With `recursive`, `stats` has one entry for each path.
  const isOne = typeof stats.mode === 'number'
  const revive = (values: Values) => new Stats(values)
  if (isOne) return { stats: revive(stats as Values) }
  return { stats: Object.fromEntries(Object.entries(stats).map(([path, values]) => [path, revive(values)])) }
}
