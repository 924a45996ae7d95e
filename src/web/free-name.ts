/** The highest number that was found taken for a name, so that the next photo of that name is not looked for from 1. */
export type Taken = Map<string, number>

/**
 * A name that is free in a folder: `poster.png`, then `poster (2).png`. Call it under a lock. Doubling, then halving
 * finds the first free number of a row of n in 2·log n looks.
 */
export async function freeName(folder: FileSystemDirectoryHandle, name: string, taken: Taken): Promise<string> {
  const dot = name.lastIndexOf('.')
  const numbered = (n: number) => (n > 1 ? `${name.slice(0, dot)} (${n})${name.slice(dot)}` : name)
  let low = taken.get(name) ?? 0
  let high = low + 1
  for (let step = 1; await exists(folder, numbered(high)); step *= 2) {
    low = high
    high += step
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (await exists(folder, numbered(middle))) low = middle
    else high = middle
  }
  taken.set(name, low)
  return numbered(high)
}

async function exists(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name)
    return true
  } catch (thrown) {
    const { name: error } = thrown as Error
    if (error === 'NotFoundError') return false
    if (error === 'TypeMismatchError') return true
    throw thrown
  }
}
