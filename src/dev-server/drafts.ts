/** Edited files of the open pages, by an id that each page makes up for itself. They live in memory alone. */
export interface Drafts {
  read(id: string, path: string): string | undefined
  write(id: string, path: string, text: string): void
}

const PAGES = 32
const FILES = 64

export function createDrafts(): Drafts {
  const pages = new Map<string, Map<string, string>>()
  return {
    read: (id, path) => pages.get(id)?.get(path),
    write(id, path, text) {
      const files = pages.get(id) ?? new Map<string, string>()
      // The page that wrote last comes last, so that the first is the one to forget.
      pages.delete(id)
      pages.set(id, files)
      files.set(path, text)
      forgetOver(pages, PAGES)
      forgetOver(files, FILES)
    },
  }
}

function forgetOver(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
