/** Reads the private file system of the page directly. */

export async function folderAt(path: string): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory()
  for (const name of path.split('/')) folder = await folder.getDirectoryHandle(name, { create: true })
  return folder
}

export async function filesBelow(folder: FileSystemDirectoryHandle): Promise<{ name: string; bytes: Uint8Array }[]> {
  const files: { name: string; bytes: Uint8Array }[] = []
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind === 'directory') {
      const below = await filesBelow(entry as FileSystemDirectoryHandle)
      files.push(...below.map((file) => ({ ...file, name: `${name}/${file.name}` })))
    } else {
      const file = await (entry as FileSystemFileHandle).getFile()
      files.push({ name, bytes: new Uint8Array(await file.arrayBuffer()) })
    }
  }
  return files
}

export async function emptyPrivateFiles(): Promise<void> {
  const root = await navigator.storage.getDirectory()
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true })
}
