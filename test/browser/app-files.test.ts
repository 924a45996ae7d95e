import { type Album, createMy, memory } from 'photosalbum/browser'
import { afterEach, expect, test } from 'vitest'
import { chunksOf } from '../../src/core/image-stream.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { emptyPrivateFiles, folderAt } from './private-files.ts'

const image = imageOfSize(200_000, 1)
const other = imageOfSize(150_000, 3).buffer as ArrayBuffer
const user = 'https://usr/a.png'

afterEach(emptyPrivateFiles)

/** A `my` whose album waits for `happens` before it reads a photo, with the photos that it has read. */
function withLateAlbum(happens: () => Promise<unknown>) {
  const photos: Uint8Array[] = []
  const album: Album = {
    name: 'late',
    async add(photo, signal) {
      await happens()
      const chunks: Uint8Array<ArrayBuffer>[] = []
      for await (const chunk of chunksOf(photo, signal)) chunks.push(chunk as Uint8Array<ArrayBuffer>)
      photos.push(new Uint8Array(await new Blob(chunks).arrayBuffer()))
      return { outcome: 'stored' }
    },
  }
  return { my: createMy({ appId: 'late', album }), photos }
}

test.each<[string, (my: ReturnType<typeof createMy>) => Promise<unknown>]>([
  ['replaced', (my) => my.getFileSystemManager().writeFile({ filePath: user, data: other })],
  ['removed', (my) => my.getFileSystemManager().unlink({ filePath: user })],
  ['moved', (my) => my.getFileSystemManager().rename({ oldPath: user, newPath: 'https://usr/b.png' })],
])('C16, C23: a user file that is %s during its save is saved with its old content', async (_, change) => {
  const { my, photos } = withLateAlbum(() => change(my))
  await my.getFileSystemManager().writeFile({ filePath: user, data: image.buffer as ArrayBuffer })
  expect(await my.saveImageToPhotosAlbum({ filePath: user })).toEqual({ success: true })
  expect(photos).toEqual([image])
})

test('C16, C21: a temporary file that is moved to the cache during its save is saved', async () => {
  let path = ''
  const { my, photos } = withLateAlbum(() => my.saveFile({ apFilePath: path }))
  let base64 = ''
  for (const byte of image) base64 += String.fromCharCode(byte)
  path = (await my.downloadFile({ url: `data:image/png;base64,${btoa(base64)}` })).apFilePath
  expect(await my.saveImageToPhotosAlbum({ filePath: path })).toEqual({ success: true })
  expect(photos).toEqual([image])
})

test.each(['readFile', 'copyFile'] as const)(
  'C42: %s of a file that is replaced meanwhile gets the new content',
  async (name) => {
    const files = createMy({ appId: 'late', album: memory() }).getFileSystemManager()
    await files.writeFile({ filePath: user, data: image.buffer as ArrayBuffer })
    const { arrayBuffer, stream } = Blob.prototype
    const replaced = once(replaceAsAnotherTab)
    Blob.prototype.arrayBuffer = async function () {
      await replaced()
      return arrayBuffer.call(this)
    }
    Blob.prototype.stream = function () {
      const late = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>()
      void replaced().then(() => stream.call(this).pipeTo(late.writable))
      return late.readable
    }
    try {
      if (name === 'copyFile') await files.copyFile({ srcPath: user, destPath: 'https://usr/b.png' })
      const filePath = name === 'copyFile' ? 'https://usr/b.png' : user
      expect((await files.readFile({ filePath })).data).toEqual(other)
    } finally {
      Object.assign(Blob.prototype, { arrayBuffer, stream })
    }
  },
)

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}

/** Does not wait for other calls of this tab. */
async function replaceAsAnotherTab(): Promise<void> {
  const folder = await folderAt('elsewhere')
  const handle = await folder.getFileHandle('a', { create: true })
  const writable = await handle.createWritable()
  await writable.write(other)
  await writable.close()
  await (handle as unknown as { move(to: object, name: string): Promise<void> }).move(await userFolder(), 'a.png')
}

async function userFolder(): Promise<FileSystemDirectoryHandle> {
  const apps = await folderAt('.photosalbum-files')
  for await (const app of apps.values()) {
    if (app.kind === 'directory') return (app as FileSystemDirectoryHandle).getDirectoryHandle('user')
  }
  throw new Error('no app has files')
}

test('C42: two tabs that append to one file at the same time lose nothing', async () => {
  const tabs = [1, 2].map(() => createMy({ appId: 'log', album: memory() }).getFileSystemManager())
  const filePath = 'https://usr/log.txt'
  await tabs[0]?.writeFile({ filePath, data: '', encoding: 'utf8' })
  const append = async (tab: number) => {
    for (let n = 0; n < 10; n++) await tabs[tab]?.appendFile({ filePath, data: `${tab}:${n};`, encoding: 'utf8' })
  }
  await Promise.all([append(0), append(1)])
  const text = String((await tabs[1]?.readFile({ filePath, encoding: 'utf8' }))?.data)
  expect(text.split(';').filter((entry) => entry.startsWith('0'))).toHaveLength(10)
  expect(text.split(';').filter((entry) => entry.startsWith('1'))).toHaveLength(10)
})
