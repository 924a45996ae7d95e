import type { FileStat } from '../../app-files/stores/file-store.ts'

/** What `FileSystemManager.stat` gives for a file or folder (C42). */
export interface FileStats {
  /** POSIX `st_mode`. */
  readonly mode: number
  /** In bytes. */
  readonly size: number
  /** In seconds since 1970, as the other time. */
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

  /** For what is in a folder, the text of the documentation says `stats[path]`, its sample `stats[path].stats`: both work. */
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

/** The result of `stat` with the methods that it lost on its way across a port. */
export function reviveStats({ stats }: { readonly stats: Values | Readonly<Record<string, Values>> }): object {
  // With `recursive`, there is one for each path.
  const isOne = typeof stats.mode === 'number'
  const revive = (values: Values) => new Stats(values)
  if (isOne) return { stats: revive(stats as Values) }
  return { stats: Object.fromEntries(Object.entries(stats).map(([path, values]) => [path, revive(values)])) }
}
