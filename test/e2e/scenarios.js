/** What an app does in a page or in a worker. Each returns what the app can see. */
import alipayH5 from '/dist/albums/alipay-h5.js'
import browser from '/dist/albums/browser.js'
import longPress from '/dist/albums/long-press.js'
import memory from '/dist/albums/memory.js'
import opfs from '/dist/albums/opfs.js'
import pickedFolder from '/dist/albums/picked-folder.js'
import webDownload from '/dist/albums/web-download.js'
import webShare from '/dist/albums/web-share.js'
import { blob, createMy, network, saveImage } from '/dist/browser.js'

/** The result or failure of a call, as a promise that never rejects. */
const settled = (promise) =>
  promise.then(
    (result) => result,
    (failure) => failure,
  )

async function namesAt(path) {
  let folder = await navigator.storage.getDirectory()
  for (const name of path.split('/')) folder = await folder.getDirectoryHandle(name, { create: true })
  const names = []
  for await (const name of folder.keys()) names.push(name)
  return names.sort()
}

async function digest(bytes) {
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const scenarios = {
  /** The two code samples of the document, with another address. */
  async samples({ url }) {
    const my = createMy({ appId: 'samples', album: opfs({ path: 'Samples' }) })
    const log = []
    await new Promise((done) => {
      my.saveImageToPhotosAlbum({
        filePath: url,
        complete(res) {
          log.push(res)
          done()
        },
      })
    })
    const page = {
      async saveImages(filePaths) {
        for (const filePath of filePaths) {
          await new Promise((resolve) => {
            my.saveImageToPhotosAlbum({
              filePath: filePath,
              complete(res) {
                log.push(res)
                resolve(res)
              },
            })
          })
        }
      },
    }
    await page.saveImages([url, url, url])
    return { log, names: await namesAt('Samples') }
  },

  /** The document's answer to "how do I save base64?". */
  async base64({ data }) {
    const my = createMy({ appId: 'base64', album: opfs({ path: 'Base64' }) })
    const refused = await settled(my.saveImageToPhotosAlbum({ filePath: data }))
    const { apFilePath } = await my.downloadFile({ url: data })
    const saved = await settled(my.saveImageToPhotosAlbum({ filePath: apFilePath }))
    return { refused, apFilePath, saved, names: await namesAt('Base64') }
  },

  async overlapping({ url, count }) {
    const my = createMy({ appId: 'overlapping', album: opfs({ path: 'Overlapping' }) })
    const heard = { success: 0, fail: 0, complete: 0 }
    const results = await Promise.all(
      Array.from({ length: count }, (_, n) =>
        my.saveImageToPhotosAlbum({
          filePath: `${url}&seed=${n + 1}`,
          success: () => heard.success++,
          fail: () => heard.fail++,
          complete: () => heard.complete++,
        }),
      ),
    )
    const names = await namesAt('Overlapping')
    return { heard, results: results.length, photos: names.length }
  },

  /** Temporary files, cache files and user files, in the page's private file system. */
  async files({ url }) {
    const my = createMy({ appId: 'files', album: opfs({ path: 'Files' }), network: { allowHttpLoopback: true } })
    const { apFilePath } = await my.downloadFile({ url })
    const cached = await my.saveFile({ apFilePath })
    const user = `${my.env.USER_DATA_PATH}/trips/a.png`
    const manager = my.getFileSystemManager()
    await manager.mkdir({ dirPath: `${my.env.USER_DATA_PATH}/trips`, recursive: true })
    await manager.copyFile({ srcPath: cached.apFilePath, destPath: user })
    const results = []
    for (const filePath of [cached.apFilePath, user])
      results.push(await settled(my.saveImageToPhotosAlbum({ filePath })))
    const other = createMy({ appId: 'another', album: opfs({ path: 'Files' }) })
    return {
      results,
      foreign: await settled(other.saveImageToPhotosAlbum({ filePath: user })),
      kept: [cached.apFilePath, user],
      names: await namesAt('Files'),
    }
  },
  async keptFiles({ kept }) {
    const my = createMy({ appId: 'files', album: opfs({ path: 'Kept' }) })
    return Promise.all(kept.map((filePath) => settled(my.saveImageToPhotosAlbum({ filePath }))))
  },

  async save({ filePath, options = {} }) {
    const my = createMy({ ...options, album: opfs({ path: 'Saved' }) })
    const result = await settled(my.saveImageToPhotosAlbum({ filePath }))
    return { result, names: await namesAt('Saved'), staged: await namesAt('.photosalbum-staging') }
  },

  /** Starts a save that never ends. */
  async begin({ url }) {
    void saveImage(network(url), { album: opfs({ path: 'Begun' }) }).catch(() => {})
    for (;;) {
      const staged = await namesAt('.photosalbum-staging')
      if (staged.length > 0) return staged
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  },
  list: ({ path }) => namesAt(path),

  async many({ count, tab }) {
    const album = opfs({ path: 'Shared' })
    const bytes = new Uint8Array(await (await fetch('/image?size=3000')).arrayBuffer())
    const saved = await Promise.all(
      Array.from({ length: count }, () => saveImage(blob(bytes, { name: 'same.png' }), { album })),
    )
    return { tab, locations: saved.map(({ location }) => location) }
  },

  /** Creates files while locks come late. Returns the names that say whose they are, and whether that run was known to live. */
  async createWithLateLock() {
    const created = []
    const look = async (name) => {
      const [run] = /^[\da-f]{8}-[\da-f-]{27}/.exec(name) ?? []
      if (!run) return
      const { held } = await navigator.locks.query()
      created.push({ name, isAlive: held.some((lock) => lock.name.endsWith(run)) })
    }
    const { request } = LockManager.prototype
    LockManager.prototype.request = async function (name, ...rest) {
      // Much longer than it takes to create a file.
      if (name.includes('run')) await new Promise((resolve) => setTimeout(resolve, 200))
      return request.call(this, name, ...rest)
    }
    for (const method of ['getFileHandle', 'getDirectoryHandle']) {
      const original = FileSystemDirectoryHandle.prototype[method]
      FileSystemDirectoryHandle.prototype[method] = async function (name, options) {
        if (options?.create) await look(name)
        return original.call(this, name, options)
      }
    }
    const my = createMy({ appId: 'late-lock' })
    await Promise.all([
      saveImage(network(new URL('/image', location.href)), { album: opfs() }),
      my.getFileSystemManager().writeFile({ filePath: 'https://usr/a.txt', data: 'a', encoding: 'utf8' }),
    ])
    return created
  },

  async large({ url }) {
    const { outcome, location, photo } = await saveImage(network(url), { album: opfs({ path: 'Large' }) })
    let folder = await navigator.storage.getDirectory()
    for (const name of location.split('/').slice(0, -1)) folder = await folder.getDirectoryHandle(name)
    const file = await (await folder.getFileHandle(photo.name)).getFile()
    return { outcome, size: photo.size, stored: file.size }
  },

  async largeDownload({ url }) {
    const { outcome, photo } = await saveImage(network(url), { album: webDownload() })
    return { outcome, size: photo.size }
  },

  async withoutPrivateFiles({ url }) {
    const events = []
    const my = createMy({ album: opfs(), network: { allowHttpLoopback: true }, observe: (event) => events.push(event) })
    const failure = await settled(my.saveImageToPhotosAlbum({ filePath: url }))
    const { apFilePath } = await my.downloadFile({ url: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })
    const downloads = createMy({ album: browser() })
    const handedOver = await settled(downloads.saveImageToPhotosAlbum({ filePath: url }))
    return { failure, apFilePath, handedOver, events: events.filter(({ type }) => type === 'files-in-memory') }
  },

  /** Safari 15.4 to 18 has no `createWritable`, but synchronous access handles in workers. */
  async olderSafari({ url }) {
    delete FileSystemFileHandle.prototype.createWritable
    const my = createMy({ album: opfs({ path: 'Older' }), network: { allowHttpLoopback: true } })
    const saved = await settled(my.saveImageToPhotosAlbum({ filePath: url }))
    const { apFilePath } = await my.downloadFile({ url })
    const again = await settled(my.saveImageToPhotosAlbum({ filePath: apFilePath }))
    let size = 0
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('Older', { create: true })
    for await (const file of folder.values()) size += (await file.getFile()).size
    return { saved, again, size, staged: await namesAt('.photosalbum-staging') }
  },

  /** Saves with the album that the page chooses. */
  async saveHere({ filePath, count = 1, options }) {
    const my = createMy({ album: browser(options) })
    return Promise.all(Array.from({ length: count }, () => settled(my.saveImageToPhotosAlbum({ filePath }))))
  },

  /** Each delivery method, without the choice that `browser` makes. */
  async eachAlone() {
    const failures = {}
    for (const album of [pickedFolder(), webShare(), webDownload(), longPress(), alipayH5()]) {
      const my = createMy({ album })
      failures[album.name] = [await settled(my.saveImageToPhotosAlbum({ filePath: `${location.origin}/image` }))]
    }
    return { failures }
  },

  /** A folder that the user picked in an earlier visit. */
  async pickFolder() {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('Picked', { create: true })
    await pickedFolder({ pick: async () => folder }).requestPermission()
  },

  /** The browser's own dialog, without a tap. */
  async pickWithoutTap({ filePath }) {
    const my = createMy({ album: pickedFolder() })
    return settled(my.saveImageToPhotosAlbum({ filePath }))
  },

  /** Every album that stores something, in a page without an origin. */
  async sandboxed() {
    const unhandled = []
    globalThis.addEventListener('unhandledrejection', ({ reason }) => unhandled.push(String(reason)))
    const failures = []
    const bytes = new Uint8Array(await (await fetch('/image?cors')).arrayBuffer())
    for (const album of [opfs(), pickedFolder(), browser({ order: ['picked-folder'] })]) {
      failures.push(
        await saveImage(blob(bytes), { album }).catch(({ name, reason, message }) => [name, reason, message]),
      )
    }
    // Unhandled rejections are reported in a later task.
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { failures, unhandled }
  },

  /** One image of each type, given as numbers. */
  async kinds({ images }) {
    const album = memory()
    for (const image of images) await saveImage(blob(Uint8Array.from(image), { name: '👩‍🌾 in spring.png' }), { album })
    return album.photos.map(({ type, name }) => [type, name])
  },

  async bytes({ url }) {
    const album = memory()
    await saveImage(network(url), { album })
    return { name: album.photos[0].name, sha256: await digest(album.photos[0].bytes) }
  },
}
