import { fileURLToPath } from 'node:url'
import { installMy, tinyImage } from 'photosalbum/testing'
import { expect, onTestFinished, test } from 'vitest'
import 'photosalbum/testing/vitest'
import { build, type Rolldown } from 'vite'

/** The functions of Taro that the test page uses. */
interface Taro {
  saveImageToPhotosAlbum(options: object): Promise<object>
  downloadFile(options: object): Promise<{ tempFilePath: string }>
  saveFile(options: object): Promise<{ savedFilePath: string }>
  getSetting(): Promise<{ authSetting: object }>
  showToast(options: object): Promise<unknown>
  showModal(options: object): Promise<{ confirm: boolean; cancel: boolean }>
  getFileSystemManager(): { writeFile(options: object): Promise<void> }
  canIUse(name: string): boolean
  env: { USER_DATA_PATH: string }
}

/** The parts of a browser that Taro omits unless a project enables them. */
const LEFT_OUT = ['ADJACENT_HTML', 'SIZE_APIS', 'TEMPLATE_CONTENT', 'CLONE_NODE', 'CONTAINS', 'MUTATION_OBSERVER']

/** Taro as its own build for Alipay assembles it: the browser APIs come from Taro's runtime. */
const bundled = (async () => {
  const result = (await build({
    configFile: false,
    logLevel: 'error',
    define: {
      'process.env.TARO_ENV': '"alipay"',
      'process.env.TARO_PLATFORM': '"mini"',
      ENABLE_INNER_HTML: 'true',
      ...Object.fromEntries(LEFT_OUT.map((name) => [`ENABLE_${name}`, 'false'])),
    },
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('taro/app.js', import.meta.url)), formats: ['cjs'] },
      rolldownOptions: {
        transform: {
          inject: Object.fromEntries(
            ['window', 'document', 'navigator'].map((name) => [name, ['@tarojs/runtime', name]]),
          ),
        },
      },
    },
  })) as [Rolldown.RolldownOutput]
  return result[0].output[0].code
})()

const POSTER = 'https://cdn.example/poster.png'
const png = tinyImage('png')

/** A phone with Taro. */
async function startTaro(options?: Parameters<typeof installMy>[0]) {
  const code = await bundled
  const phone = installMy(options)
  onTestFinished(() => phone.uninstall())
  phone.network.serve(POSTER, png)
  const module = { exports: {} as Taro }
  new Function('module', 'exports', code)(module, module.exports)
  return { phone, Taro: module.exports }
}

test('Taro.saveImageToPhotosAlbum adds the photo to the album', async () => {
  const { phone, Taro } = await startTaro()
  const heard: string[] = []
  const result = await Taro.saveImageToPhotosAlbum({
    filePath: POSTER,
    success: () => heard.push('success'),
    complete: () => heard.push('complete'),
  })
  expect(result).toEqual({ success: true })
  expect(heard).toEqual(['success', 'complete'])
  expect(phone).toHaveSaved({ name: 'poster.png', type: 'png', width: 3, height: 2, bytes: png, times: 1 })
})

test('C7: Taro rejects with the failure of the phone', async () => {
  const { phone, Taro } = await startTaro()
  phone.device.permission = 'denied'
  await expect(Taro.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 15 })
  phone.device.permission = 'granted'
  phone.device.freeStorage = 0
  await expect(Taro.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 16 })
  expect(phone).not.toHaveSaved()
  expect(phone).toHaveFailedWith({ error: 15, times: 1 })
})

test('C11: APIs of a later base library do not exist for Taro either', async () => {
  const { Taro } = await startTaro({ device: { SDKVersion: '1.14.0' } })
  expect(Taro.canIUse('saveImageToPhotosAlbum')).toBe(false)
  expect(Taro.saveImageToPhotosAlbum).toBeUndefined()
})

test('C40, C41: a download has its names in Taro, and a file can be kept', async () => {
  const { phone, Taro } = await startTaro()
  const base64 = btoa(String.fromCharCode(...png))
  const { tempFilePath } = await Taro.downloadFile({ url: `data:image/png;base64,${base64}` })
  const { savedFilePath } = await Taro.saveFile({ tempFilePath })
  await Taro.saveImageToPhotosAlbum({ filePath: savedFilePath })
  const filePath = `${Taro.env.USER_DATA_PATH}/own.png`
  await Taro.getFileSystemManager().writeFile({ filePath, data: base64, encoding: 'base64' })
  await Taro.saveImageToPhotosAlbum({ filePath })
  expect(phone).toHaveSaved({ bytes: png, times: 2 })
})

test('C31, C47: settings, toasts and dialogs work through Taro', async () => {
  const { phone, Taro } = await startTaro()
  await Taro.saveImageToPhotosAlbum({ filePath: POSTER, hideToast: true })
  expect((await Taro.getSetting()).authSetting).toEqual({ writePhotosAlbum: true, album: true })
  await Taro.showToast({ title: '已保存', icon: 'success' })
  phone.device.answers.confirm = ({ content }) => content !== '再存一张？'
  expect(await Taro.showModal({ title: '海报', content: '再存一张？' })).toMatchObject({ confirm: false, cancel: true })
  expect(phone.screen.shown).toContainEqual(
    expect.objectContaining({ kind: 'toast', content: '已保存', type: 'success' }),
  )
  expect(phone.screen.texts).toContain('再存一张？')
})
