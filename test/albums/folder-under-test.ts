import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Album } from '../../src/core/types.ts'
import { STAGING } from '../../src/node/staging.ts'
import type { AlbumUnderTest } from '../../src/testing/describe-album.ts'

/** The names in an album, without the hidden folder in which photos are staged: it stays until the process ends. */
export async function photosIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name !== STAGING)
}

/** What is left in the hidden folder of an album. */
export async function stagedIn(folder: string): Promise<string[]> {
  return readdir(join(folder, STAGING)).catch(() => [])
}

/** An album whose photos are the files of `folder`, somewhere inside `home`, which is removed in the end. */
export function folderUnderTest(album: Album, folder: string, home: string): AlbumUnderTest {
  return {
    album,
    async photos() {
      const names = await photosIn(folder)
      return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })))
    },
    leftovers: () => stagedIn(folder),
    async file(bytes, name) {
      await writeFile(join(home, name), bytes)
      return join(home, name)
    },
    dispose: () => rm(home, { recursive: true }),
  }
}
