import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failure, failureOf, openApp, PNG, temporaryFolder } from './app.ts'

const url = `data:image/png;base64,${PNG.toString('base64')}`
const RESOURCE = /^https:\/\/resource\/.+\.image$/

async function download(app: ReturnType<typeof openApp>): Promise<string> {
  return (await app.my.downloadFile({ url })).apFilePath
}

describe('C41: my.saveFile', () => {
  test('moves a temporary file to the cache, where it survives a restart', async () => {
    const dataDir = temporaryFolder()
    const app = openApp({ dataDir })
    const temporary = await download(app)
    const result = await app.my.saveFile({ apFilePath: temporary })
    expect(result).toMatchObject({ success: true, apFilePath: expect.stringMatching(RESOURCE) })
    expect(result.apFilePath).not.toBe(temporary)
    expect(await failureOf(app.my.saveImageToPhotosAlbum({ filePath: temporary }))).toMatchObject({ error: 17 })
    await app.my.dispose()
    const next = openApp({ dataDir })
    expect(await next.my.saveImageToPhotosAlbum({ filePath: result.apFilePath })).toEqual({ success: true })
    expect(next.album.photos.map((photo) => Buffer.from(photo.bytes))).toEqual([PNG])
  })

  test('does not move a cache file', async () => {
    const app = openApp()
    const { apFilePath } = await app.my.saveFile({ apFilePath: await download(app) })
    expect(await app.my.saveFile({ apFilePath })).toMatchObject({ success: true, apFilePath })
  })

  test('2 without a path, 12 for a missing file, 13 for anything but a temporary file', async () => {
    const { my } = openApp()
    my.getFileSystemManager().writeFileSync('https://usr/a', 'a')
    expect(await failureOf(my.saveFile({} as never))).toEqual(failure(2, /apFilePath is missing/))
    expect(await failureOf(my.saveFile({ apFilePath: 'https://resource/x.image' }))).toEqual(failure(12, /There is no/))
    expect(await failureOf(my.saveFile({ apFilePath: 'https://usr/a' }))).toEqual(failure(13, /user file/))
    expect(await failureOf(my.saveFile({ apFilePath: '/etc/passwd' }))).toEqual(failure(13, /not a file of this app/))
  })

  test('19 for more than 10 MB, and the temporary file is kept', async () => {
    const { my } = openApp()
    const large = Buffer.concat([PNG, Buffer.alloc(10 * 2 ** 20)])
    const { apFilePath } = await my.downloadFile({ url: `data:image/png;base64,${large.toString('base64')}` })
    expect(await failureOf(my.saveFile({ apFilePath }))).toEqual(failure(19, /10 MB/))
    expect(await my.getFileInfo({ apFilePath })).toMatchObject({ size: large.length })
  })
})

describe('C42: FileSystemManager.saveFile', () => {
  test('moves a temporary file to the cache, or to a user file', async () => {
    const app = openApp()
    const fs = app.my.getFileSystemManager()
    const one = await download(app)
    expect(await fs.saveFile({ tempFilePath: one })).toEqual({ savedFilePath: expect.stringMatching(RESOURCE) })
    const other = await download(app)
    const filePath = 'https://usr/a.png'
    expect(fs.saveFileSync(other, filePath)).toEqual({ savedFilePath: filePath })
    for (const path of [one, other])
      expect(() => fs.accessSync(path)).toThrow(expect.objectContaining({ error: 10022 }))
    expect(fs.readFileSync(filePath)).toMatchObject({ data: new Uint8Array(PNG).buffer })
    const third = await download(app)
    expect(fs.copyFileSync(third, 'https://usr/b.png')).toEqual({ success: true })
    expect(fs.accessSync(third)).toEqual({ success: true })
  })
})

describe('C41: saved files', () => {
  test('are listed, oldest first, and found by their paths', async () => {
    const app = openApp()
    const before = Date.now()
    const paths: string[] = []
    for (let count = 0; count < 3; count++) {
      const { apFilePath } = await app.my.saveFile({ apFilePath: await download(app) })
      paths.push(apFilePath)
    }
    const { success, fileList } = await app.my.getSavedFileList()
    expect(success).toBe(true)
    expect(fileList.map((file) => file.apFilePath).sort()).toEqual(paths.sort())
    for (const { apFilePath, size, createTime } of fileList) {
      expect(size).toBe(PNG.length)
      expect(createTime).toBeGreaterThanOrEqual(before)
      expect(createTime).toBeLessThanOrEqual(Date.now())
      expect(await app.my.getSavedFileInfo({ apFilePath })).toEqual({ success: true, size, createTime })
    }
    const inSeconds = app.my.getFileSystemManager().getSavedFileListSync()
    expect(inSeconds.fileList).toEqual(
      fileList.map(({ apFilePath: filePath, size, createTime }) => ({
        filePath,
        size,
        createTime: Math.floor(createTime / 1000),
      })),
    )
  })

  test('do not include temporary and user files', async () => {
    const app = openApp()
    await download(app)
    app.my.getFileSystemManager().writeFileSync('https://usr/a', 'a')
    expect(await app.my.getSavedFileList()).toEqual({ success: true, fileList: [] })
    expect(await failureOf(app.my.getSavedFileInfo({ apFilePath: 'https://usr/a' }))).toMatchObject({ error: 12 })
    expect(await failureOf(app.my.getSavedFileInfo())).toMatchObject({ error: 2 })
  })

  test('can be removed by either API; temporary and user files cannot', async () => {
    const app = openApp()
    const fs = app.my.getFileSystemManager()
    const saved = async () => (await app.my.saveFile({ apFilePath: await download(app) })).apFilePath
    const paths = await Promise.all([saved(), saved(), saved()])
    await app.my.removeSavedFile({ apFilePath: paths[0] })
    expect(await fs.removeSavedFile({ filePath: paths[1] })).toEqual({ success: true })
    expect(fs.removeSavedFileSync(paths[2])).toEqual({ success: true })
    expect(await app.my.getSavedFileList()).toMatchObject({ fileList: [] })
    expect(await failureOf(app.my.removeSavedFile({ apFilePath: paths[0] }))).toMatchObject({ error: 12 })
    const temporary = await download(app)
    expect(await failureOf(app.my.removeSavedFile({ apFilePath: temporary }))).toMatchObject({ error: 13 })
    expect(() => fs.removeSavedFileSync(temporary)).toThrow(expect.objectContaining({ error: 10024 }))
    fs.writeFileSync('https://usr/a', 'a')
    expect(await failureOf(app.my.removeSavedFile({ apFilePath: 'https://usr/a' }))).toEqual(failure(13, /with unlink/))
    expect(() => fs.removeSavedFileSync('https://usr/a')).toThrow(expect.objectContaining({ error: 10024 }))
    expect(fs.accessSync('https://usr/a')).toEqual({ success: true })
    expect(await failureOf(app.my.removeSavedFile())).toMatchObject({ error: 2 })
  })
})

describe('C41: my.getFileInfo', () => {
  test('returns the size and the digest of a user, a temporary and a cache file', async () => {
    const app = openApp()
    const temporary = await download(app)
    const { apFilePath: cached } = await app.my.saveFile({ apFilePath: await download(app) })
    app.my.getFileSystemManager().copyFileSync(temporary, 'https://usr/a.png')
    for (const apFilePath of [temporary, cached, 'https://usr/a.png']) {
      const md5 = createHash('md5').update(PNG).digest('hex')
      const sha1 = createHash('sha1').update(PNG).digest('hex')
      const { size } = { size: PNG.length }
      expect(await app.my.getFileInfo({ apFilePath })).toEqual({ size, digest: md5 })
      expect(await app.my.getFileInfo({ filePath: apFilePath, digestAlgorithm: 'md5' })).toEqual({ size, digest: md5 })
      expect(await app.my.getFileInfo({ apFilePath, digestAlgorithm: 'sha1' })).toEqual({ size, digest: sha1 })
    }
  })

  test('returns the same digests as OpenSSL', async () => {
    const { my } = openApp()
    const fs = my.getFileSystemManager()
    const lengths = fc.oneof(fc.constantFrom(0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128), fc.nat(300_000))
    await fc.assert(
      fc.asyncProperty(lengths, fc.constantFrom('md5' as const, 'sha1' as const), async (length, digestAlgorithm) => {
        const bytes = Buffer.alloc(length, 'some bytes that repeat ')
        fs.writeFileSync('https://usr/a', new Uint8Array(bytes).buffer)
        const { digest } = await my.getFileInfo({ apFilePath: 'https://usr/a', digestAlgorithm })
        expect(digest).toBe(createHash(digestAlgorithm).update(bytes).digest('hex'))
      }),
      { numRuns: 60 },
    )
  })

  test('2 without a path, 12 for a missing file, 16 for another algorithm', async () => {
    const { my } = openApp()
    expect(await failureOf(my.getFileInfo({}))).toMatchObject({ error: 2 })
    expect(await failureOf(my.getFileInfo({ apFilePath: 'https://usr/a' }))).toMatchObject({ error: 12 })
    const options = { apFilePath: 'https://usr/a', digestAlgorithm: 'crc' as never }
    expect(await failureOf(my.getFileInfo(options))).toMatchObject({ error: 16 })
  })
})
