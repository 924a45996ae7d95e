export const DATABASE = 'photosalbum'

/** Whether a visit before this one remembered anything. Asked without opening, which would make the database. */
export async function hasRemembered(): Promise<boolean> {
  // A sandboxed frame: Chromium leaves a rejection there that nobody can handle.
  if (globalThis.origin === 'null') return false
  const databases = (await globalThis.indexedDB?.databases?.().catch(() => [])) ?? []
  return databases.some(({ name }) => name === DATABASE)
}
