/**
 * Documented behaviour that is easy to get wrong. Each test names the page, by its path in the repository AlipayDocs/open-docs.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MyEvent } from '../../src/my/events.ts'
import { images } from '../fixtures/images.ts'
import { arrayBuffer, failure, failureOf, openApp, PNG, temporaryFolder } from './app.ts'

const USR = 'https://usr'
const DATA_URL = `data:image/png;base64,${PNG.toString('base64')}`

/** A mini-program's package with two pictures and a text. `include` lists one picture and the text. */
function packageOnDisk(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'image'))
  mkdirSync(join(folder, 'secret'))
  mkdirSync(join(folder, 'image', 'folder.png'))
  writeFileSync(join(folder, 'mini.project.json'), JSON.stringify({ include: ['image/*.png', 'resource/**'] }))
  writeFileSync(join(folder, 'image', 'a.png'), PNG)
  writeFileSync(join(folder, 'secret', 'a.png'), PNG)
  mkdirSync(join(folder, 'resource', 'deep'), { recursive: true })
  writeFileSync(join(folder, 'resource', 'deep', 'test.json'), '{"a":1}')
  symlinkSync('/etc', join(folder, 'resource', 'etc'))
  return folder
}

describe('多媒体/图片/my.getImageInfo.md', () => {
  test('C47: `type` is one of the documented values', async () => {
    const { my } = openApp()
    const fs = my.getFileSystemManager()
    const expected = { bmp: 'bmp', gif: 'gif', heic: 'heic', jpeg: 'jpg', png: 'png', webp: 'webp' }
    for (const { bytes, type } of Object.values(await images())) {
      fs.writeFileSync({ filePath: `${USR}/a`, data: arrayBuffer(bytes) })
      const info = my.getImageInfo({ src: `${USR}/a` })
      if (type in expected) expect(await info).toMatchObject({ type: expected[type as keyof typeof expected] })
      else
        expect(await failureOf(info)).toEqual(
          failure(18, new RegExp(`does not support ${type.toUpperCase()}: pass JPEG`)),
        )
    }
  })

  test('C47: a file of the package is read if it is listed, and is 12 otherwise', async () => {
    const { my } = openApp({ packageDir: packageOnDisk() })
    for (const src of ['/image/a.png', 'image/a.png', './image/a.png']) {
      expect(await my.getImageInfo({ src })).toMatchObject({
        width: 1,
        type: 'png',
        path: expect.stringMatching(/image$/),
      })
    }
    for (const src of ['/image/none.png', '/secret/a.png', '/resource/etc/hosts.png', '/image/../secret/a.png']) {
      expect((await failureOf(my.getImageInfo({ src }))).error, src).toBe(/\.\./.test(src) ? 18 : 12)
    }
    expect(await failureOf(my.getImageInfo({ src: '/secret/a.png' }))).toEqual(failure(12, /list it in "include"/))
    for (const src of ['/image/none.png', '/secret/none.png', '/resource/etc/hosts.png', '/image/folder.png']) {
      const message = `${JSON.stringify(src)} does not exist in the package: check the path.`
      expect(await failureOf(my.getImageInfo({ src }))).toEqual({ error: 12, errorMessage: message })
    }
    const chinese = openApp({ packageDir: packageOnDisk(), client: { language: 'zh-Hans' } }).my
    expect(await failureOf(chinese.getImageInfo({ src: '/image/none.png' }))).toEqual({
      error: 12,
      errorMessage: '代码包中没有 "/image/none.png"。请检查路径。',
    })
  })
})

describe('文件/FileSystemManager', () => {
  test('C42: readFile.md: `dataType` is the type of `data`', async () => {
    const fs = openApp().my.getFileSystemManager()
    fs.writeFileSync(`${USR}/a`, 'hi')
    expect(await fs.readFile({ filePath: `${USR}/a`, encoding: 'utf8' })).toEqual({ data: 'hi', dataType: 'string' })
    expect(await fs.readFile({ filePath: `${USR}/a` })).toMatchObject({ dataType: 'ArrayBuffer' })
  })

  test('C42: readFile.md: the sample reads a listed file of the package', async () => {
    const fs = openApp({ packageDir: packageOnDisk() }).my.getFileSystemManager()
    expect(await fs.readFile({ filePath: 'resource/deep/test.json', encoding: 'utf8' })).toMatchObject({
      data: '{"a":1}',
    })
    expect(fs.readFileSync('/resource/deep/test.json', 'utf8')).toMatchObject({ data: '{"a":1}' })
    expect(await failureOf(fs.readFile({ filePath: '/secret/a.png' }))).toEqual(failure(10024, /secret/))
    expect(await failureOf(fs.readFile({ filePath: '/resource/etc/hosts' }))).toEqual(failure(10024, /hosts/))
    expect(await failureOf(openApp().my.getFileSystemManager().readFile({ filePath: 'resource/a' }))).toEqual(
      failure(10024, /not a file of this app/),
    )
  })

  test('C42: readFile.md: the encoding `binary` is the same as `latin1`', () => {
    const fs = openApp().my.getFileSystemManager()
    fs.writeFileSync(`${USR}/a`, 'ÿ', 'binary')
    expect(fs.readFileSync(`${USR}/a`, 'hex').data).toBe('ff')
  })

  test('C42: getFileInfo.md: `digest` is MD5 by default, or SHA-1', async () => {
    const fs = openApp().my.getFileSystemManager()
    fs.writeFileSync(`${USR}/a`, 'abc')
    const filePath = `${USR}/a`
    expect(await fs.getFileInfo({ filePath })).toEqual({ size: 3, digest: '900150983cd24fb0d6963f7d28e17f72' })
    expect(await fs.getFileInfo({ filePath, digestAlgorithm: 'sha1' })).toEqual({
      size: 3,
      digest: 'a9993e364706816aba3e25717850c26c9cd0d89d',
    })
  })

  test('C42: unlink.md, unlinkSync.md: user files and cache files are removed, temporary files are not', async () => {
    const { my } = openApp()
    const fs = my.getFileSystemManager()
    const download = async () => (await my.downloadFile({ url: DATA_URL })).apFilePath
    const cached = async () => (await my.saveFile({ apFilePath: await download() })).apFilePath
    expect(await fs.unlink({ filePath: await cached() })).toEqual({ success: true })
    expect(fs.unlinkSync(await cached())).toEqual({ success: true })
    expect((await my.getSavedFileList()).fileList).toEqual([])
    expect(await failureOf(fs.unlink({ filePath: await download() }))).toEqual(failure(10024, /read-only/))
  })

  test('C42: appendFile.md: a folder is 10025; rename.md: an existing file is 10024', async () => {
    const fs = openApp().my.getFileSystemManager()
    fs.mkdirSync(`${USR}/folder`)
    for (const name of ['a', 'b']) fs.writeFileSync(`${USR}/${name}`, name)
    expect(await failureOf(fs.appendFile({ filePath: `${USR}/folder`, data: 'x' }))).toEqual(failure(10025, /folder/))
    const rename = fs.rename({ oldPath: `${USR}/a`, newPath: `${USR}/b` })
    expect(await failureOf(rename)).toEqual(failure(10024, /already exists/))
    expect(fs.readFileSync(`${USR}/b`, 'utf8').data).toBe('b')
  })

  test('C42: 小程序 API 使用说明.md: a synchronous method throws; statSync.md: its sample checks the result', () => {
    const fs = openApp().my.getFileSystemManager()
    const missing = failure(10022, /There is no/)
    for (const call of [
      () => fs.accessSync(`${USR}/x`),
      () => fs.appendFileSync(`${USR}/x`, 'x'),
      () => fs.copyFileSync(`${USR}/x`, `${USR}/y`),
      () => fs.getFileInfoSync(`${USR}/x`),
      () => fs.readFileSync(`${USR}/x`),
      () => fs.readdirSync(`${USR}/x`),
      () => fs.removeSavedFileSync('https://resource/x.image'),
      () => fs.renameSync(`${USR}/x`, `${USR}/y`),
      () => fs.rmdirSync(`${USR}/x`),
      () => fs.saveFileSync('https://resource/x.image'),
      () => fs.unlinkSync(`${USR}/x`),
    ]) {
      expect(call).toThrow(Error)
      expect(call).toThrow(expect.objectContaining(missing))
    }
    const result = fs.statSync(`${USR}/x`)
    expect(result).toEqual(missing)
    if (result.stats) expect.unreachable()
  })
})

describe('文件', () => {
  test('C41: my.saveFile.md returns `apFilePath`, and the sample of my.getSavedFileInfo.md reads `savedFilePath`', async () => {
    const { my } = openApp()
    const { tempFilePath } = await my.downloadFile({ url: DATA_URL })
    const saved = await my.saveFile({ apFilePath: tempFilePath })
    expect(saved.savedFilePath).toBe(saved.apFilePath)
    expect(await my.getSavedFileInfo({ apFilePath: saved.savedFilePath })).toMatchObject({ size: PNG.length })
  })
})

describe('多媒体/图片/my.previewImage.md', () => {
  test('C47: only network URLs and files of the app are shown; all others are 2', async () => {
    const shown: unknown[] = []
    const { my } = openApp({ screen: { preview: (options) => void shown.push(options) } })
    const urls = ['https://example.com/1.jpg', 'http://example.com/2.jpg', `${USR}/3.png`, 'https://resource/4.image']
    await my.previewImage({ urls })
    await my.previewImage({ urls, current: 2 })
    await my.previewImage({ urls, current: urls[3] as never })
    await my.previewImage({ urls, current: 'https://example.com/none.jpg' as never })
    expect(shown).toEqual([0, 2, 3, 0].map((current) => ({ urls, current })))
    for (const url of [DATA_URL, '/image/a.png', 'blob:https://example.com/1', 'file:///a.png']) {
      expect(await failureOf(my.previewImage({ urls: [url] })), url).toEqual(failure(2, /cannot be shown/))
    }
    expect(shown).toHaveLength(4)
  })
})

describe('基础/my.canIUse.md', () => {
  test('C11: features of pages, components and options that are accepted without effect', () => {
    const { my } = openApp()
    for (const query of [
      'page.setData.callback',
      'page.$spliceData',
      'canvas',
      'picker',
      'page-container',
      'button.open-type',
      'button.open-type.share',
      'view.onTransitionEnd',
      'input.type.digit',
      'showLoading.object.mask',
      'previewImage.object.enablesavephoto',
      'previewImage.object.enableShowPhotoDownload',
      'downloadFile.return.onProgressUpdate',
      'saveFile.return.apFilePath',
    ]) {
      expect(my.canIUse(query), query).toBe(true)
    }
    for (const query of [
      'page.none',
      'canvas.none',
      'map',
      'button.open-type.none',
      'button.share',
      'showLoading.object.none',
    ])
      expect(my.canIUse(query)).toBe(false)
    expect(openApp({ client: { SDKVersion: '1.10.0' } }).my.canIUse('button.open-type.getAuthorize')).toBe(false)
    expect('page' in my || 'canvas' in my || 'button' in my).toBe(false)
    expect(openApp({ client: { SDKVersion: '1.6.0' } }).my.canIUse('page.setData.callback')).toBe(false)
  })
})

test('C46: my.saveImage saves a file of the package; my.saveImageToPhotosAlbum does not', async () => {
  const { my, album } = openApp({ packageDir: packageOnDisk() })
  await my.saveImage({ url: '/image/a.png' })
  expect(album.photos).toMatchObject([{ name: 'a.png', bytes: new Uint8Array(PNG) }])
  expect(await failureOf(my.saveImage({ url: '/secret/a.png' }))).toEqual(failure(17, /list it in "include"/))
  const call = my.saveImageToPhotosAlbum({ filePath: '/image/a.png' })
  expect(await failureOf(call)).toEqual(failure(17, /read a file of the package with FileSystemManager\.readFile/))
})

describe('messages name the remedy', () => {
  test('C27: for a blob: URL', async () => {
    const call = openApp().my.saveImageToPhotosAlbum({ filePath: 'blob:https://example.com/1' })
    expect(await failureOf(call)).toEqual(failure(17, /write the bytes of a blob to a user file/))
  })

  test('C42: for data that is a Blob, or has the prefix of a data: URL', async () => {
    const fs = openApp().my.getFileSystemManager()
    const blob = fs.writeFile({ filePath: `${USR}/a.png`, data: new Blob([new Uint8Array(PNG)]) as never })
    expect(await failureOf(blob)).toEqual(failure(2, /data is a Blob: pass await blob\.arrayBuffer\(\)/))
    const prefixed = fs.writeFile({ filePath: `${USR}/a.png`, data: DATA_URL, encoding: 'base64' })
    expect(await failureOf(prefixed)).toEqual(failure(2, /pass only what follows "base64,"/))
  })

  test('C9: in Chinese for a Chinese client', async () => {
    const { my } = openApp({ client: { language: 'zh-Hans' } })
    const fs = my.getFileSystemManager()
    const messages = [
      (await failureOf(my.saveImageToPhotosAlbum({} as never))).errorMessage,
      (await failureOf(my.saveImageToPhotosAlbum({ filePath: `${USR}/none.png` }))).errorMessage,
      (await failureOf(my.saveImageToPhotosAlbum({ filePath: 'blob:x' }))).errorMessage,
      (await failureOf(my.saveImageToPhotosAlbum({ filePath: '/img.png' }))).errorMessage,
      (await failureOf(fs.writeFile({ filePath: `${USR}/a.png`, data: new Blob() as never }))).errorMessage,
      (await failureOf(fs.writeFile({ filePath: `${USR}/a.png`, data: DATA_URL, encoding: 'base64' }))).errorMessage,
      (await failureOf(fs.access({ path: '/etc' }))).errorMessage,
      (await failureOf(fs.writeFile({ filePath: `${USR}/a` } as never))).errorMessage,
      (await failureOf(my.downloadFile({ url: 'http://example.com' }))).errorMessage,
      (await failureOf(my.previewImage({ urls: ['x'] }))).errorMessage,
    ]
    for (const message of messages) expect(message).toMatch(/^[^\n]*[\u4e00-\u9fff][^\n]*[。）]?$/)
    expect(() => fs.readFileSync(`${USR}/none`)).toThrow('文件 "https://usr/none" 不存在。')
  })
})

describe('设备/设置/my.openSetting.md', () => {
  test('C31: the names of permissions have no prefix, and reading one with a prefix is reported', async () => {
    const missing: string[] = []
    const observe = (event: MyEvent) => event.type === 'missing-api' && missing.push(event.name)
    const { my } = openApp({ authorize: () => 'granted', packageDir: packageOnDisk(), observe })
    await my.saveImage({ url: '/image/a.png' })
    const { authSetting } = await my.getSetting()
    expect(authSetting).toEqual({ writePhotosAlbum: true, album: true })
    expect(missing).toEqual([])
    expect((authSetting as Record<string, unknown>)['scope.writePhotosAlbum']).toBeUndefined()
    expect(missing).toEqual(["getSetting().authSetting['scope.writePhotosAlbum']"])
  })

  test('C46: my.saveImage fails like the other APIs with the scope `album`: my.chooseImage.md', async () => {
    for (const [answer, codes] of [
      ['denied', [2001, 2002]],
      ['prompt', [2001, 2001]],
    ] as const) {
      const { my } = openApp({ authorize: () => answer, client: { platform: 'Android' } })
      const url = 'https://example.com/a.png'
      for (const code of codes) expect((await failureOf(my.saveImage({ url }))).error).toBe(code)
      expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).error).toBe(17)
    }
  })
})
