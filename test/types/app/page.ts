/// <reference types="@mini-types/my" />
import { createMy, type My } from 'photosalbum/node'

type Archives = 'unzip' | 'zip'
type Phone = Omit<Pick<typeof my, keyof My & keyof typeof my>, 'getFileSystemManager'> & {
  getFileSystemManager(): Omit<ReturnType<typeof my.getFileSystemManager>, Archives>
}

/** A page as people write them against the published typings: options inferred, results annotated, promises awaited. */
export async function savePoster(phone: Phone) {
  if (!phone.canIUse('saveImageToPhotosAlbum')) {
    phone.alert({ title: '提示', content: '当前支付宝版本过低', buttonText: '好' })
    return
  }
  phone.showLoading({ content: '保存中', delay: 300 })
  phone.saveImageToPhotosAlbum({
    filePath: 'https://example.com/poster.png',
    hideToast: true,
    success(res) {
      const done: true = res.success
      console.log(done)
    },
    fail(err) {
      if (err.error === 15) phone.showAuthGuide({ authType: 'PHOTO' })
      console.log(err.errorMessage?.length)
    },
    complete: () => phone.hideLoading(),
  })
  const { success } = await phone.saveImageToPhotosAlbum({ filePath: `${phone.env.USER_DATA_PATH}/a.png` })
  await phone.saveImage({ url: 'https://example.com/poster.png', showActionSheet: false })

  const { apFilePath } = await phone.downloadFile({
    url: 'https://example.com/a.png',
    header: { Referer: 'https://a' },
  })
  const task = phone.downloadFile({ url: 'https://example.com/large.png' })
  task.onProgressUpdate(({ progress, totalBytesWritten }) => console.log(progress, totalBytesWritten))
  const { headers } = await task
  const saved = await phone.saveFile({ apFilePath, filePath: apFilePath })
  const list = await phone.getSavedFileList()
  const { size } = await phone.getFileInfo({ apFilePath, digestAlgorithm: 'md5' })
  const { authSetting } = await phone.getSetting()
  const allowed: boolean | undefined = authSetting.writePhotosAlbum ?? authSetting.album
  await phone.openSetting({ success: (res) => console.log(res.authSetting.album) })
  const { width, orientation } = await phone.getImageInfo({ src: apFilePath })
  const turned = orientation === 'left' || orientation === 'right'
  const { pixelRatio, screen } = phone.getSystemInfoSync()
  const { confirm } = await phone.confirm({ title: '保存？', confirmButtonText: '好', cancelButtonText: '不' })
  await phone.showToast({ content: '已保存', type: 'success', duration: 2000 })
  await phone.previewImage({ urls: [apFilePath], current: 0 })

  const files = phone.getFileSystemManager()
  files.writeFile({
    filePath: `${phone.env.USER_DATA_PATH}/note.txt`,
    data: 'text',
    encoding: 'base64',
    success: () => {},
    fail: (err) => console.log(err.error),
  })
  return { success, headers, saved, list, size, allowed, width, turned, ratio: pixelRatio * screen.width, confirm }
}

export const run = () => savePoster(createMy())

// What an app must pass is asked for by our types, too.
const ours = createMy()
// @ts-expect-error filePath is required
ours.saveImageToPhotosAlbum({})
// @ts-expect-error filePath is a text
ours.saveImageToPhotosAlbum({ filePath: 1 })
// @ts-expect-error what is not here has no type
ours.startWifi

// A synchronous method throws its failure (C42), except for `statSync`, which returns it.
const { data } = ours.getFileSystemManager().readFileSync('https://usr/a.txt', 'utf8')
export const length: number = typeof data === 'string' ? data.length : data.byteLength
export const made: true = ours.getFileSystemManager().mkdirSync({ dirPath: 'https://usr/a' }).success
export const list = ours.getFileSystemManager().getSavedFileListSync().fileList.length
const stat = ours.getFileSystemManager().statSync('https://usr/none')
if ('error' in stat && stat.error) console.log(stat.errorMessage.length)
const { error, errorMessage, stats } = stat
if (error !== undefined) console.log(error.toFixed(), errorMessage.length)
else console.log(stats)
