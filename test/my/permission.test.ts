import { type Authorize, type AuthSetting, defineAlbum, type PermissionState } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { failure, failureOf, openApp, serve, temporaryFolder } from './app.ts'

/** A user whose answer the test controls. */
function person() {
  const asked: unknown[][] = []
  const answers: ((state: PermissionState) => void)[] = []
  const authorize: Authorize = (...question) => {
    asked.push(question)
    return new Promise((resolve) => answers.push(resolve))
  }
  return { asked, authorize, answer: (state: PermissionState) => answers.shift()?.(state) }
}

const DENIED = failure(15, /settings \(my\.openSetting\)/)

test("C30: before the first answer, all waiting calls share one question, with the app's reason", async () => {
  const { asked, authorize, answer } = person()
  const permission = { 'scope.writePhotosAlbum': { desc: '保存海报' } }
  const { my, album } = openApp({ authorize, permission })
  const { url, requests } = await serve()
  const calls = Array.from({ length: 20 }, () => my.saveImageToPhotosAlbum({ filePath: url }))
  await expect.poll(() => asked.length).toBe(1)
  expect(requests).toEqual([])
  answer('granted')
  await Promise.all(calls)
  await my.saveImageToPhotosAlbum({ filePath: url })
  expect(asked).toEqual([['scope.writePhotosAlbum', '保存海报']])
  expect(album.photos).toHaveLength(21)
})

test('C30: a denied call fails with 15 immediately, without a question or a download', async () => {
  const { asked, authorize, answer } = person()
  const { my, album } = openApp({ authorize })
  const { url, requests } = await serve()
  const first = failureOf(my.saveImageToPhotosAlbum({ filePath: url }))
  await expect.poll(() => asked.length).toBe(1)
  answer('denied')
  expect(await first).toEqual(DENIED)
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(DENIED)
  expect([asked.length, requests.length, album.photos.length]).toEqual([1, 0, 0])
})

test('C30: without an answer, the call fails with 15, and the next call asks again', async () => {
  const answers: PermissionState[] = ['prompt', 'granted']
  const { my } = openApp({ authorize: () => answers.shift() as PermissionState })
  const { url } = await serve()
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(15, /Nobody answered/))
  expect(await my.getSetting()).toEqual({ authSetting: {} })
  await my.saveImageToPhotosAlbum({ filePath: url })
})

test('C30: the answer is stored across restarts, for this app only', async () => {
  const dataDir = temporaryFolder()
  const asked: string[] = []
  const open = (appId: string, state: PermissionState) =>
    openApp({
      appId,
      dataDir,
      authorize: () => {
        asked.push(appId)
        return state
      },
    }).my
  const { url } = await serve()
  const before = open('one', 'denied')
  expect((await failureOf(before.saveImageToPhotosAlbum({ filePath: url }))).error).toBe(15)
  await before.dispose()
  expect((await failureOf(open('one', 'granted').saveImageToPhotosAlbum({ filePath: url }))).error).toBe(15)
  await open('two', 'granted').saveImageToPhotosAlbum({ filePath: url })
  expect(asked).toEqual(['one', 'two'])
})

test('C30: an invalid path is reported without asking', async () => {
  const { asked, authorize } = person()
  const { my } = openApp({ authorize })
  expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: '' }))).error).toBe(2)
  expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: 'data:image/png;base64,' }))).error).toBe(17)
  expect(asked).toEqual([])
})

test('C30: if the host fails to ask, permission is not granted, and the next call asks again', async () => {
  let fails = true
  const { my, album } = openApp({
    authorize() {
      if (fails) throw new Error('no window')
      return 'granted'
    },
  })
  const { url } = await serve()
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(17, /no window/))
  fails = false
  await my.saveImageToPhotosAlbum({ filePath: url })
  expect(album.photos).toHaveLength(1)
})

test('C31: the settings contain the requested permissions, and a change takes effect with the next call', async () => {
  const { url } = await serve()
  const seen: AuthSetting[] = []
  let left: AuthSetting = {}
  const { my } = openApp({
    authorize: () => 'denied',
    screen: {
      settings(current) {
        seen.push(current)
        return left
      },
    },
  })
  expect(await my.getSetting()).toEqual({ authSetting: {} })
  expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).error).toBe(15)
  const denied = { writePhotosAlbum: false, album: false }
  const granted = { writePhotosAlbum: true, album: true }
  expect(await my.getSetting()).toEqual({ authSetting: denied })
  expect(await my.openSetting()).toEqual({ authSetting: denied })
  left = { writePhotosAlbum: true }
  expect(await my.openSetting()).toEqual({ authSetting: granted })
  await my.saveImageToPhotosAlbum({ filePath: url })
  left = { album: false }
  expect(await my.openSetting()).toEqual({ authSetting: denied })
  expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).error).toBe(15)
  expect(seen).toEqual([denied, denied, granted])
})

test('C31: the settings page may return nothing, or change only one name of the permission', async () => {
  const answers: (AuthSetting | undefined)[] = [undefined, { writePhotosAlbum: false, album: true }]
  const { my } = openApp({ authorize: () => 'denied', screen: { settings: () => answers.shift() } })
  expect(await my.openSetting()).toEqual({ authSetting: {} })
  expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: 'https://usr/none.png' }))).error).toBe(15)
  expect(await my.openSetting()).toEqual({ authSetting: { writePhotosAlbum: true, album: true } })
})

test('C30: an invalid answer grants nothing', async () => {
  for (const answer of [true, undefined, 'yes']) {
    const { my } = openApp({ authorize: () => answer as never })
    const { url } = await serve()
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(
      failure(17, /authorize returned .*Return "granted"/),
    )
  }
})

test('C31: if the host does not ask, the first save grants the permission', async () => {
  const { my } = openApp()
  const { url } = await serve()
  await my.saveImageToPhotosAlbum({ filePath: url })
  expect(await my.getSetting()).toEqual({ authSetting: { writePhotosAlbum: true, album: true } })
})

test('C32: only the permission to add photos is requested from the platform, before the download', async () => {
  const { url, requests } = await serve()
  const asked: string[] = []
  const guarded = defineAlbum(() => ({
    name: 'guarded',
    add: () => Promise.reject(new Error('must not be reached')),
    permission() {
      asked.push('permission')
      return 'prompt'
    },
    requestPermission() {
      asked.push('requestPermission')
      return 'denied'
    },
  }))
  const { my } = openApp({ album: guarded() })
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(15, /guarded/))
  expect(asked).toEqual(['permission', 'requestPermission'])
  expect(requests).toEqual([])
})

test('C33: showAuthGuide opens the settings if they exist and the permission is missing', async () => {
  const { url } = await serve()
  const { my } = openApp({ authorize: () => 'denied', screen: { settings: () => ({ writePhotosAlbum: true }) } })
  expect((await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).error).toBe(15)
  expect(await my.showAuthGuide({ authType: 'LBS' })).toEqual({ shown: false })
  expect(await my.showAuthGuide({ authType: 'PHOTO' })).toEqual({ shown: true })
  await my.saveImageToPhotosAlbum({ filePath: url })
  expect(await my.showAuthGuide({ authType: 'PHOTO' })).toEqual({ shown: false })
  const without = openApp({ authorize: () => 'denied' }).my
  expect(await without.showAuthGuide({ authType: 'PHOTO' })).toEqual({ shown: false })
})
