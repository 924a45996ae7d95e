import type { FileStat } from '../app-files/stores/file-store.ts'

/** What `FileSystemManager.stat` tells of a file or folder (C42). */
export class Stats {
  /** As POSIX `st_mode`. */
  readonly mode: number
  /** In bytes. */
  readonly size: number
  /** In seconds since 1970, as the other time. */
  readonly lastAccessedTime: number
  readonly lastModifiedTime: number

  constructor({ mode, size, accessed, modified }: FileStat) {
    this.mode = mode
    this.size = size
    this.lastAccessedTime = Math.floor(accessed / 1000)
    this.lastModifiedTime = Math.floor(modified / 1000)
  }

  isDirectory(): boolean {
    return (this.mode & 0o170000) === 0o040000
  }

  isFile(): boolean {
    return !this.isDirectory()
  }

  /** For what is in a folder, the documentation's text says `stats[path]`, its sample `stats[path].stats`: both work. */
  get stats(): this {
    return this
  }
}
