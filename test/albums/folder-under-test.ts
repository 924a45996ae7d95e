import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Album } from '../../src/core/types.ts'
import type { AlbumUnderTest } from '../../src/testing/describe-album.ts'

/** An album whose photos are the files of `folder`, somewhere inside `home`, which is removed in the end. */
export function folderUnderTest(album: Album, folder: string, home: string): AlbumUnderTest {
  const names = () => readdir(folder).catch(() => [])
  return {
    album,
    async photos() {
      const photos = (await names()).filter((name) => !name.startsWith('.'))
      return Promise.all(photos.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })))
    },
    leftovers: async () => (await names()).filter((name) => name.startsWith('.')),
    async file(bytes, name) {
      await writeFile(join(home, name), bytes)
      return join(home, name)
    },
    dispose: () => rm(home, { recursive: true }),
  }
}
