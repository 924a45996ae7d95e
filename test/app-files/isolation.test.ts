import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMy, memory } from 'photosalbum/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { returningFailures } from '../my/app.ts'
import { needs } from '../node/fault.ts'
import { count } from '../setup/counts.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { tricks } from './tricks.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
/** Creates an `ArrayBuffer` of its own, because Node's `Buffer`s share one. */
const BYTES = new Uint8Array(PNG).buffer
const APP = '2021000000000001'

function openApp(dataDir: string, appId = APP) {
  const album = memory()
  const my = createMy({ dataDir, appId, album })
  onTestFinished(() => my.dispose())
  return { my, album, fs: returningFailures(my.getFileSystemManager()) }
}

/** Every entry below a folder, to check the whole disk that an app might reach. */
const everythingIn = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort()

const failed = (error: number) => ({ error, errorMessage: expect.stringMatching(/^.{10,400}$/) as string })

/** Repeatedly swaps two paths atomically (`renameat2` with `RENAME_EXCHANGE`), until the process is ended. */
const SWAP = `
  my ($one, $other) = @ARGV;
  $| = 1;
  syscall(${process.arch === 'arm64' ? 276 : 316}, -100, $one, -100, $other, 2) == 0 or die $!;
  print "ready\\n";
  syscall(${process.arch === 'arm64' ? 276 : 316}, -100, $one, -100, $other, 2) while 1;
`

describe('C25: leaving the folder of the app', () => {
  test('by a path, is 17 for the album and 10024 for the file manager, and nothing outside is read or written', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    const { my, album, fs } = openApp(dataDir)
    fs.mkdirSync('https://usr/a')
    fs.writeFileSync('https://usr/a.png', BYTES)
    // Every place that a path could lead to has a picture.
    for (const folder of ['', APP, join(APP, 'user', 'a')]) writeFileSync(join(dataDir, folder, 'secret.png'), PNG)
    writeFileSync(join(dataDir, '..', 'secret.png'), PNG)
    const before = everythingIn(dataDir)

    for (const path of tricks) {
      await expect(my.saveImageToPhotosAlbum({ filePath: path }), path).rejects.toEqual(failed(17))
      expect(fs.readFileSync(path), path).toEqual(failed(10024))
      expect(fs.statSync(path), path).toEqual(failed(10024))
      expect(fs.writeFileSync(path, 'x'), path).toEqual(failed(10024))
      expect(fs.mkdirSync(path, true), path).toEqual(failed(10024))
      expect(fs.unlinkSync(path), path).toEqual(failed(10024))
      expect(fs.rmdirSync(path, true), path).toEqual(failed(10024))
      expect(fs.renameSync('https://usr/a.png', path), path).toEqual(failed(10024))
      expect(fs.copyFileSync('https://usr/a.png', path), path).toEqual(failed(10024))
      expect(fs.copyFileSync(path, 'https://usr/b.png'), path).toEqual(failed(10024))
      expect(fs.saveFileSync(path), path).toEqual(failed(10024))
    }
    expect(album.photos).toHaveLength(0)
    expect(everythingIn(dataDir)).toEqual(before)
  })

  test('by a symbolic link, is refused wherever the link is and leads', async () => {
    const dataDir = temporaryFolder()
    const { my, album, fs } = openApp(dataDir)
    fs.writeFileSync('https://usr/own.png', BYTES)
    const user = join(dataDir, APP, 'user')
    const outside = join(dataDir, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'secret.png'), PNG)
    symlinkSync(outside, join(user, 'folder'))
    symlinkSync(join(outside, 'secret.png'), join(user, 'file.png'))
    symlinkSync(join(outside, 'new.png'), join(user, 'dangling.png'))
    symlinkSync(join(user, 'own.png'), join(user, 'inside.png'))
    symlinkSync('loop.png', join(user, 'loop.png'))

    for (const name of ['folder/secret.png', 'folder', 'file.png', 'dangling.png', 'inside.png', 'loop.png']) {
      const path = `https://usr/${name}`
      await expect(my.saveImageToPhotosAlbum({ filePath: path }), path).rejects.toEqual(failed(17))
      for (const result of [
        fs.readFileSync(path),
        fs.statSync(path),
        fs.writeFileSync(path, 'x'),
        fs.appendFileSync(path, 'x'),
        fs.unlinkSync(path),
        fs.copyFileSync('https://usr/own.png', path),
        fs.copyFileSync(path, 'https://usr/copy.png'),
        fs.renameSync(path, 'https://usr/moved.png'),
      ]) {
        expect(result, path).toEqual(failed(10024))
      }
    }
    expect(fs.mkdirSync('https://usr/folder/new', true)).toEqual(failed(10024))
    expect(fs.rmdirSync('https://usr/folder', true)).toEqual(failed(10024))
    expect(fs.readdirSync('https://usr/folder')).toEqual(failed(10024))
    expect(album.photos).toHaveLength(0)
    expect(everythingIn(outside)).toEqual(['secret.png'])
    expect(readFileSync(join(outside, 'secret.png'))).toEqual(PNG)
    expect(fs.readFileSync('https://usr/own.png')).toMatchObject({ dataType: 'ArrayBuffer' })
  })

  test('by a link in one of its folders, does not affect other files of the app', () => {
    const dataDir = temporaryFolder()
    const { fs } = openApp(dataDir)
    fs.mkdirSync('https://usr/folder')
    fs.writeFileSync('https://usr/folder/a.txt', 'a')
    symlinkSync(dataDir, join(dataDir, APP, 'user', 'folder', 'link'))
    expect(fs.writeFileSync('https://usr/folder/b.txt', 'b')).toEqual({ success: true })
    expect(Object.keys(fs.statSync('https://usr/folder', true).stats)).toEqual(['a.txt', 'b.txt'])
    // All or nothing: a folder that contains a foreign entry is kept completely.
    expect(fs.rmdirSync('https://usr/folder', true)).toEqual(failed(10024))
    expect(fs.readdirSync('https://usr/folder')).toEqual({ files: ['a.txt', 'b.txt', 'link'] })
  })

  test.runIf(process.platform === 'linux')(
    'by a link that is swapped in at any moment, reads and writes nothing outside',
    async (context) => {
      needs(context, 'perl')
      const dataDir = temporaryFolder()
      const { my, album, fs } = openApp(dataDir)
      fs.mkdirSync('https://usr/folder')
      fs.writeFileSync('https://usr/folder/a.png', BYTES)
      const outside = join(dataDir, 'outside')
      mkdirSync(outside)
      const secret = Buffer.concat([PNG, Buffer.from('secret')])
      writeFileSync(join(outside, 'a.png'), secret)
      symlinkSync(outside, join(dataDir, 'link'))
      const places = [join(dataDir, APP, 'user', 'folder'), join(dataDir, 'link')]
      const swapper = spawn('perl', ['-e', SWAP, ...places], { stdio: ['ignore', 'pipe', 'inherit'] })
      onTestFinished(() => void swapper.kill('SIGKILL'))
      await once(swapper.stdout, 'data')

      let read = 0
      for (let round = 0; round < count(1000, 100_000); round++) {
        const { data } = fs.readFileSync('https://usr/folder/a.png') as { data?: ArrayBuffer }
        if (data) expect(Buffer.from(data)).toEqual(PNG)
        if (data) read++
        if (round % 20 === 0) fs.writeFileSync('https://usr/folder/b.txt', 'x')
        if (round % 100 === 0) await my.saveImageToPhotosAlbum({ filePath: 'https://usr/folder/a.png' }).catch(() => {})
      }
      expect(read).toBeGreaterThan(0)
      for (const { bytes } of album.photos) expect(Buffer.from(bytes)).toEqual(PNG)
      expect(everythingIn(outside)).toEqual(['a.png'])
    },
  )

  test('through the folder of temporary files is refused as well', async () => {
    const dataDir = temporaryFolder()
    const { fs } = openApp(dataDir)
    const outside = join(dataDir, 'outside')
    mkdirSync(outside)
    mkdirSync(join(dataDir, APP))
    symlinkSync(outside, join(dataDir, APP, 'temp'))
    expect(fs.writeFileSync('https://usr/a.txt', 'x')).toEqual(failed(10024))
    expect(everythingIn(outside)).toEqual([])
  })

  test('by a pipe, is refused without waiting for its other end', async () => {
    const dataDir = temporaryFolder()
    const { my, fs } = openApp(dataDir)
    fs.mkdirSync('https://usr/a')
    execFileSync('mkfifo', [join(dataDir, APP, 'user', 'pipe.png')])
    await expect(my.saveImageToPhotosAlbum({ filePath: 'https://usr/pipe.png' })).rejects.toEqual(failed(17))
    expect(fs.readFileSync('https://usr/pipe.png')).toEqual(failed(10024))
    expect(fs.appendFileSync('https://usr/pipe.png', 'x')).toEqual(failed(10024))
    expect(fs.writeFileSync('https://usr/pipe.png', 'x')).toEqual(failed(10024))
    expect(lstatSync(join(dataDir, APP, 'user', 'pipe.png')).isFIFO()).toBe(true)
  })
})

test('C25: an app cannot access the files of another', async () => {
  const dataDir = temporaryFolder()
  const one = openApp(dataDir, 'one')
  const other = openApp(dataDir, 'One')
  one.fs.writeFileSync('https://usr/a.png', BYTES)
  const { apFilePath } = await one.my.downloadFile({ url: `data:image/png;base64,${PNG.toString('base64')}` })
  const cached = await one.my.saveFile({ apFilePath })
  const temporary = await one.my.downloadFile({ url: `data:image/png;base64,${PNG.toString('base64')}` })

  expect(other.fs.readdirSync('https://usr')).toEqual({ files: [] })
  expect(await other.my.getSavedFileList()).toEqual({ success: true, fileList: [] })
  for (const path of ['https://usr/a.png', cached.apFilePath, temporary.apFilePath]) {
    expect(other.fs.accessSync(path)).toEqual(failed(10022))
    await expect(other.my.saveImageToPhotosAlbum({ filePath: path })).rejects.toEqual(failed(17))
    expect(await one.my.saveImageToPhotosAlbum({ filePath: path })).toEqual({ success: true })
  }
})

test.skipIf(process.platform === 'win32')('other users of the computer cannot read the files of an app', () => {
  const dataDir = join(temporaryFolder(), 'data')
  const { my, fs } = openApp(dataDir)
  fs.mkdirSync('https://usr/folder')
  fs.writeFileSync('https://usr/folder/a.png', BYTES)
  my.setStorageSync({ key: 'key', data: 'value' })
  const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true })
  expect(entries.map(({ name }) => name)).toContain('a.png')
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    expect(lstatSync(path).mode & 0o777, path).toBe(entry.isDirectory() ? 0o700 : 0o600)
  }
})
