import { Media as media } from '@capacitor-community/media'
import { blob, saveImage } from 'photosalbum'
import capacitor from 'photosalbum/albums/capacitor'
import { expect, test } from 'vitest'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'

test('in a browser, where the plugin does nothing, another album is needed', async () => {
  const files = new Map<string, number>()
  // The web side of the file system needs IndexedDB, which Node does not have.
  const filesystem = {
    writeFile: async ({ path }: { path: string }) => ({ uri: path }),
    appendFile: async ({ path, data }: { path: string; data: string }) => void files.set(path, atob(data).length),
    stat: async ({ path }: { path: string }) => ({ size: files.get(path) ?? 0 }),
    rmdir: async () => {},
  }
  const album = capacitor({ media, filesystem })
  await expect(saveImage(blob(new Blob([tinyImage('png')])), { album })).rejects.toMatchObject({
    reason: 'unimplemented',
    message: expect.stringMatching(/Not implemented on web.*Use another album/),
  })
})
