import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { type EngineName, type EnginePage, isInstalled, launchEngine } from './launch.ts'
import { type AlbumName, OUTCOMES } from './outcomes.ts'

/** The globals of the page that functions passed to `evaluate` use. */
declare const photosalbum: typeof import('photosalbum/browser')

/** Sizes around those in which photos are written: part of a batch, exactly one, and more than one. */
const SIZES = [339, 1 << 20, (1 << 20) + 1, 4_512_820]
const images = Object.fromEntries(SIZES.map((size, index) => [`/photo-${size}.png`, imageOfSize(size, index + 1)]))
const photo = '/photo-339.png'

/** What every engine has to do, as far as the table of outcomes says that it can. */
export function describeEngine(name: EngineName): void {
  describe(name, () => {
    const expected = OUTCOMES[name]
    const hasPrivateFiles = expected.files === 'private files'
    let page: EnginePage

    beforeAll(async () => {
      if (isInstalled(name)) page = await launchEngine(name, { files: images })
    })
    beforeEach((context) => {
      if (!isInstalled(name)) context.skip(`${name} is not installed`)
    })
    afterAll(() => page?.close())

    test.each(Object.entries(expected.albums) as [AlbumName, string][])(
      'C16, C17: %s is %s',
      async (album, outcome) => {
        const result = await page.evaluate(saveInto, album, photo)
        expect(result.outcome, result.message).toBe(outcome)
        if (/^(stored|handed-over)$/.test(outcome)) expect(result.same, 'byte for byte').toBe(true)
        else expect(result.message).toMatch(/^[A-Z].*\.$/)
      },
    )

    test.each(SIZES)('C16: a photo of %i bytes is stored byte for byte', async (size) => {
      if (!hasPrivateFiles) return expect(expected.albums.opfs).toMatch(/^un/)
      expect(await page.evaluate(saveInto, 'opfs', `/photo-${size}.png`)).toMatchObject({
        outcome: 'stored',
        same: true,
      })
    })

    test('C16, C21, C23: canvases, downloads and texts become files and photos byte for byte', async () => {
      const { memory, ...rest } = await page.evaluate(useFiles, '/photo-4512820.png')
      expect(rest).toEqual({
        text: 'hello, world',
        canvasFile: true,
        canvasPhoto: true,
        canvasSource: true,
        download: true,
        downloadPhoto: true,
      })
      expect(memory).toBe(!hasPrivateFiles)
    })

    test('C16, C17: all downloads that were reported arrive on the disk byte for byte', async () => {
      if (expected.downloads !== 'saved') return expect(name).toBe('Chromium, private')
      const names = ['海报 1.png', '海报 2.png', '海报 3.png']
      expect(await page.evaluate(download, photo, names)).toEqual(['handed-over', 'handed-over', 'handed-over'])
      const saved = async () =>
        Promise.all(names.map(async (file) => readFile(join(page.downloads, file)).catch(() => undefined)))
      const given = Buffer.from(images[photo] as Uint8Array)
      await expect.poll(async () => (await saved()).map((bytes) => bytes?.equals(given))).toEqual([true, true, true])
    })

    test('C17: a frame whose sandbox drops downloads says so', async () => {
      expect(await page.evaluate(saveInSandbox, photo)).toMatch(/Add allow-downloads to its sandbox attribute/)
    })

    test('a picked folder gets the photo byte for byte, and nothing is replaced', async () => {
      if (!hasPrivateFiles) return expect(expected.albums['picked-folder']).toBe('unimplemented')
      expect(await page.evaluate(saveIntoFolder, '/photo-1048577.png')).toEqual({
        locations: ['Picked/photo-1048577.png', 'Picked/photo-1048577 (2).png'],
        same: [true, true],
      })
    })

    test('opfs() creates its folder again after it was removed', async () => {
      if (!hasPrivateFiles) return expect(expected.albums.opfs).toMatch(/^un/)
      expect(await page.evaluate(saveAfterRemoval, photo)).toEqual(['photo-339.png'])
    })

    test('C23: user files can be written again after site data was cleared', async () => {
      if (!hasPrivateFiles) return expect(expected.files).toBe('memory')
      expect(await page.evaluate(writeAfterRemoval)).toBe('new')
    })

    test('C14, C15, C18: overlapping saves are all kept, and a failed one leaves nothing', async () => {
      if (!hasPrivateFiles) return expect(expected.albums.opfs).toMatch(/^un/)
      expect(await page.evaluate(saveOverlapping, photo)).toEqual({ photos: 20, names: 20, staged: [] })
    })
  })
}

/** Saves into an album, and compares what it got with what was given. */
async function saveInto(name: string, path: string): Promise<{ outcome: string; same?: boolean; message?: string }> {
  const { alipayH5, browser, longPress, memory, network, opfs, pickedFolder, saveImage, webDownload, webShare } =
    photosalbum
  const kept = memory()
  const albums: Record<string, () => import('photosalbum/browser').Album> = {
    'alipay-h5': alipayH5,
    'long-press': longPress,
    'picked-folder': pickedFolder,
    'web-download': webDownload,
    'web-share': webShare,
    browser,
    memory: () => kept,
    opfs,
  }
  const url = new URL(path, location.href)
  const given = new Uint8Array(await (await fetch(url)).arrayBuffer())
  // What a download gets, and a person who presses the image and closes the overlay.
  let received: Promise<ArrayBuffer> | undefined
  const receive = async (address: string) => (await fetch(address)).arrayBuffer()
  const { click } = HTMLAnchorElement.prototype
  HTMLAnchorElement.prototype.click = function () {
    received = receive(this.href)
  }
  const observer = new MutationObserver(() => {
    const dialog = [...document.body.children].flatMap((child) => child.shadowRoot?.querySelector('dialog') ?? [])[0]
    const image = dialog?.querySelector('img')
    if (!dialog || !image || received) return
    received = receive(image.src)
    image.dispatchEvent(new Event('contextmenu'))
    dialog.querySelector('button')?.click()
  })
  observer.observe(document.body, { childList: true })
  try {
    const { outcome, location } = await saveImage(network(url), { album: (albums[name] as () => never)() })
    let bytes: Uint8Array | undefined
    if (name === 'memory') bytes = kept.photos[0]?.bytes
    else if (received) bytes = new Uint8Array(await received)
    else if (location) {
      let folder = await navigator.storage.getDirectory()
      const parts = location.split('/')
      for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part)
      const file = await (await folder.getFileHandle(parts.at(-1) as string)).getFile()
      bytes = new Uint8Array(await file.arrayBuffer())
    }
    return { outcome, same: bytes?.length === given.length && bytes.every((byte, index) => byte === given[index]) }
  } catch (error) {
    const { reason, message } = error as import('photosalbum/browser').SaveError
    return { outcome: reason, message }
  } finally {
    HTMLAnchorElement.prototype.click = click
    observer.disconnect()
  }
}

async function download(path: string, names: string[]) {
  const { blob, saveImage, webDownload } = photosalbum
  const bytes = await (await fetch(path)).arrayBuffer()
  const saves = names.map((name) => saveImage(blob(bytes, { name }), { album: webDownload() }))
  return (await Promise.all(saves)).map(({ outcome }) => outcome)
}

/** The message of the failure, in a frame of the same origin. */
async function saveInSandbox(path: string): Promise<string> {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin')
  frame.srcdoc = `<script type="module">
    import { createMy } from '/photosalbum.js'
    const filePath = new URL('${path}', parent.location.href).href
    createMy().saveImageToPhotosAlbum({
      filePath,
      complete: ({ errorMessage }) => parent.postMessage(errorMessage ?? 'saved', '*'),
    })
  </script>`
  const { data } = await new Promise<MessageEvent<string>>((resolve) => {
    window.addEventListener('message', resolve, { once: true })
    document.body.append(frame)
  })
  frame.remove()
  return data
}

async function useFiles(path: string) {
  const { canvas, createMy, memory, saveImage } = photosalbum
  const album = memory()
  let inMemory = false
  const my = createMy({
    album,
    network: { allowHttpLoopback: true },
    observe: ({ type }) => {
      inMemory ||= type === 'files-in-memory'
    },
  })
  const same = (a: ArrayBuffer | Uint8Array, b: ArrayBuffer | Uint8Array) => {
    const [left, right] = [new Uint8Array(a), new Uint8Array(b)]
    return left.length === right.length && left.every((byte, index) => byte === right[index])
  }
  const lastPhoto = () => album.photos.at(-1)?.bytes ?? new Uint8Array()
  const files = my.getFileSystemManager()
  const user = (name: string) => `${my.env.USER_DATA_PATH}/${name}`

  await files.writeFile({ filePath: user('a.txt'), data: 'hello', encoding: 'utf8' })
  await files.appendFile({ filePath: user('a.txt'), data: ', world', encoding: 'utf8' })
  const text = (await files.readFile({ filePath: user('a.txt'), encoding: 'utf8' })).data

  const element = Object.assign(document.createElement('canvas'), { width: 300, height: 200 })
  element.getContext('2d')?.fillRect(10, 10, 100, 100)
  const picture = await new Promise<Blob | null>((resolve) => element.toBlob(resolve))
  const drawn = (await picture?.arrayBuffer()) as ArrayBuffer
  await files.writeFile({ filePath: user('poster.png'), data: drawn })
  const canvasFile = same((await files.readFile({ filePath: user('poster.png') })).data as ArrayBuffer, drawn)
  await my.saveImageToPhotosAlbum({ filePath: user('poster.png') })
  const canvasPhoto = same(lastPhoto(), drawn)
  await saveImage(canvas(element), { album })
  const canvasSource = same(lastPhoto(), drawn)

  const url = new URL(path, location.href).href
  const given = await (await fetch(url)).arrayBuffer()
  const { apFilePath } = await my.downloadFile({ url })
  const download = same((await files.readFile({ filePath: apFilePath })).data as ArrayBuffer, given)
  await my.saveImageToPhotosAlbum({ filePath: apFilePath })
  const downloadPhoto = same(lastPhoto(), given)
  await my.dispose()
  return { text, canvasFile, canvasPhoto, canvasSource, download, downloadPhoto, memory: inMemory }
}

async function saveIntoFolder(path: string) {
  const { network, pickedFolder, saveImage } = photosalbum
  const root = await navigator.storage.getDirectory()
  const folder = await root.getDirectoryHandle('Picked', { create: true })
  const album = pickedFolder({ pick: async () => folder })
  const url = new URL(path, location.href)
  const given = new Uint8Array(await (await fetch(url)).arrayBuffer())
  const locations: unknown[] = []
  const same: boolean[] = []
  for (let count = 0; count < 2; count++) {
    const { location } = await saveImage(network(url), { album })
    locations.push(location)
    const file = await (await folder.getFileHandle(String(location).slice('Picked/'.length))).getFile()
    const bytes = new Uint8Array(await file.arrayBuffer())
    same.push(bytes.length === given.length && bytes.every((byte, index) => byte === given[index]))
  }
  return { locations, same }
}

async function saveAfterRemoval(path: string) {
  const { network, opfs, saveImage } = photosalbum
  const album = opfs({ path: 'Removed/Photos' })
  const root = await navigator.storage.getDirectory()
  const url = new URL(path, location.href)
  await saveImage(network(url), { album })
  await root.removeEntry('Removed', { recursive: true })
  await root.removeEntry('.photosalbum-staging', { recursive: true })
  await saveImage(network(url), { album })
  const folder = await (await root.getDirectoryHandle('Removed')).getDirectoryHandle('Photos')
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}

async function writeAfterRemoval() {
  const my = photosalbum.createMy({ appId: 'cleared' })
  const files = my.getFileSystemManager()
  const filePath = `${my.env.USER_DATA_PATH}/a.txt`
  await files.writeFile({ filePath, data: 'old', encoding: 'utf8' })
  const root = await navigator.storage.getDirectory()
  await root.removeEntry('.photosalbum-files', { recursive: true })
  await files.writeFile({ filePath, data: 'new', encoding: 'utf8' })
  return (await files.readFile({ filePath, encoding: 'utf8' })).data
}

async function saveOverlapping(path: string) {
  const { blob, opfs, saveImage } = photosalbum
  const album = opfs({ path: 'Overlapping' })
  const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer())
  const cut = bytes.slice(0, -20)
  const saves = Array.from({ length: 20 }, () => saveImage(blob(bytes, { name: 'same.png' }), { album }))
  const failing = saveImage(blob(new Blob([cut]).stream()), { album }).catch(() => {})
  const saved = await Promise.all(saves)
  await failing
  const root = await navigator.storage.getDirectory()
  const list = async (folder: FileSystemDirectoryHandle) => {
    const names: string[] = []
    for await (const name of folder.keys()) names.push(name)
    return names
  }
  return {
    photos: (await list(await root.getDirectoryHandle('Overlapping'))).length,
    names: new Set(saved.map(({ location }) => location)).size,
    staged: await list(await root.getDirectoryHandle('.photosalbum-staging')),
  }
}
