/** A folder or files that the user has dropped or chosen. Their content is read on demand. */
export interface DroppedFiles {
  readonly name: string
  /** The files by their paths inside of the folder. */
  readonly files: readonly (readonly [path: string, content: File | string])[]
}

/** The maximum number of files, more than a mini-program and its packages have. */
const MAX_FILES = 20_000

export class TooManyFiles extends Error {
  readonly max = MAX_FILES
}

/** Skips folders that are never part of a mini-program. */
const isWanted = (path: string) => !/(^|\/)(\.git|\.svn|\.hg|\.cache|\.DS_Store)(\/|$)/.test(path)

/** The files of a field with `webkitdirectory`. The first part of each path is the folder. */
export function filesOfInput(chosen: readonly File[]): DroppedFiles {
  const files = chosen
    .map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ''), file] as const)
    .filter(([path]) => isWanted(path))
  if (files.length > MAX_FILES) throw new TooManyFiles()
  return { name: chosen[0]?.webkitRelativePath.split('/')[0] ?? '', files }
}

/** The dropped files. Must be called during the event, since the browser discards them afterwards. */
export async function collectFiles({ items }: DataTransfer): Promise<DroppedFiles> {
  const dropped = [...items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const [first] = dropped
  const isFolder = dropped.length === 1 && first?.isDirectory === true
  const files: [string, File][] = []
  const queue = isFolder ? await childrenOf(first as FileSystemDirectoryEntry) : dropped
  // Breadth first, in the order of a file manager.
  for (const entry of queue) {
    const path = isFolder ? entry.fullPath.slice(first!.fullPath.length + 1) : entry.fullPath.slice(1)
    if (!isWanted(path)) continue
    if (entry.isDirectory) queue.push(...(await childrenOf(entry as FileSystemDirectoryEntry)))
    else files.push([path, await fileOf(entry as FileSystemFileEntry)])
    if (files.length > MAX_FILES) throw new TooManyFiles()
  }
  return { name: isFolder ? first!.name : 'dropped', files }
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    // Entries are returned in batches, until a batch is empty.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return children
    children.push(...some)
  }
}
