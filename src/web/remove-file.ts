/** How often to try again, 20 ms apart. */
const ATTEMPTS = 50

/** Removes a file that was being written a moment ago: Chromium lets go of it some time after `abort` has answered. */
export async function removeFile(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await folder.removeEntry(name)
    } catch (thrown) {
      const { name: error } = thrown as Error
      if (error !== 'NoModificationAllowedError' || attempt === ATTEMPTS) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
