import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  failed,
  failure,
  failureOf,
  openApp,
  PNG,
  record,
  returningFailures,
  succeeded,
  temporaryFolder,
} from './app.ts'

const success = { success: true }
const USR = 'https://usr'

/** Calls a method and its `…Sync` method, each on its own app, and expects the same result of both. */
async function both(
  name: string,
  options: object,
  expected: unknown,
  prepare: (fs: Manager) => unknown = () => {},
): Promise<void> {
  const one = returningFailures(openApp().my.getFileSystemManager() as unknown as Manager)
  prepare(one)
  expect(one[`${name}Sync`]?.(options), `${name}Sync`).toEqual(expected)
  const other = openApp().my.getFileSystemManager() as unknown as Manager
  prepare(other)
  const isFailure = Object.hasOwn(expected as object, 'error')
  expect(await record(other[name] as never, options), name).toEqual(
    isFailure ? failed(expected as object) : succeeded(expected as object),
  )
}
type Manager = Record<string, (...given: unknown[]) => unknown>

const withFile = (fs: Manager) => fs.writeFileSync?.(`${USR}/a.txt`, 'hello')
const withFolder = (fs: Manager) => {
  fs.mkdirSync?.(`${USR}/folder`)
  fs.writeFileSync?.(`${USR}/folder/a.txt`, 'hello')
}

test('C42: one manager, with every documented method and its `…Sync` method', () => {
  const { my } = openApp()
  const names = 'access appendFile copyFile getFileInfo getSavedFileList mkdir readFile readdir removeSavedFile rename'
  const more = 'rmdir saveFile stat unlink writeFile'
  const methods = `${names} ${more}`.split(' ').flatMap((name) => [name, `${name}Sync`])
  expect(my.getFileSystemManager()).toBe(my.getFileSystemManager())
  expect(Object.keys(my.getFileSystemManager()).sort()).toEqual(methods.sort())
  expect(my.env.USER_DATA_PATH).toBe(USR)
})

test('C42: the manager exists from base library 1.13.0, the synchronous methods from 2.7.4', () => {
  expect(openApp({ client: { SDKVersion: '1.12.9' } }).my.getFileSystemManager).toBeUndefined()
  const { my } = openApp({ client: { SDKVersion: '2.7.3' } })
  expect(Object.keys(my.getFileSystemManager())).toHaveLength(15)
})

test('C42: writes, appends and reads', async () => {
  await both('writeFile', { filePath: `${USR}/a.txt`, data: 'x' }, success)
  await both('writeFile', { filePath: `${USR}/a.txt`, data: 'x' }, success, withFile)
  await both('appendFile', { filePath: `${USR}/a.txt`, data: ' x' }, success, withFile)
  await both(
    'readFile',
    { filePath: `${USR}/a.txt`, encoding: 'utf8' },
    { data: 'hello', dataType: 'string' },
    withFile,
  )
  const { buffer } = new TextEncoder().encode('hello')
  await both('readFile', { filePath: `${USR}/a.txt` }, { data: buffer, dataType: 'ArrayBuffer' }, withFile)
  const fs = openApp().my.getFileSystemManager()
  fs.writeFileSync(`${USR}/a.txt`, 'one')
  fs.appendFileSync(`${USR}/a.txt`, ' two')
  await fs.appendFile({ filePath: `${USR}/a.txt`, data: new TextEncoder().encode(' three').buffer })
  expect(fs.readFileSync(`${USR}/a.txt`, 'utf8')).toMatchObject({ data: 'one two three' })
})

test('C42: copies, moves and removes', async () => {
  await both('copyFile', { srcPath: `${USR}/a.txt`, destPath: `${USR}/b.txt` }, success, withFile)
  await both('rename', { oldPath: `${USR}/folder`, newPath: `${USR}/other` }, success, withFolder)
  await both('unlink', { filePath: `${USR}/a.txt` }, success, withFile)
  await both('rmdir', { dirPath: `${USR}/folder`, recursive: true }, success, withFolder)
  await both('mkdir', { dirPath: `${USR}/a/b/c`, recursive: true }, success)
  await both('readdir', { dirPath: `${USR}/folder` }, { files: ['a.txt'] }, withFolder)
  await both('readdir', { dirPath: USR }, { files: [] })
  await both('access', { path: `${USR}/folder` }, success, withFolder)
  const info = { size: 5, digest: '5d41402abc4b2a76b9719d911017c592' }
  await both('getFileInfo', { filePath: `${USR}/a.txt` }, info, withFile)
  const fs = openApp().my.getFileSystemManager()
  fs.writeFileSync(`${USR}/a.txt`, 'a')
  fs.copyFileSync(`${USR}/a.txt`, `${USR}/b.txt`)
  fs.mkdirSync(`${USR}/c`)
  fs.renameSync(`${USR}/a.txt`, `${USR}/c/d.txt`)
  fs.unlinkSync(`${USR}/b.txt`)
  expect(fs.readdirSync(USR)).toEqual({ files: ['c'] })
  expect(fs.readdirSync(`${USR}/c/`)).toEqual({ files: ['d.txt'] })
})

test.each<[name: string, options: object, code: number, prepare?: (fs: Manager) => unknown]>([
  ['access', { path: `${USR}/x` }, 10022],
  ['access', { path: 'https://resource/x.image' }, 10022],
  ['access', { path: '/etc/passwd' }, 10024],
  ['appendFile', { filePath: `${USR}/x`, data: 'x' }, 10022],
  ['appendFile', { filePath: `${USR}/folder`, data: 'x' }, 10025, withFolder],
  ['appendFile', { filePath: `${USR}/a.txt`, data: new ArrayBuffer(10 * 2 ** 20) }, 10028, withFile],
  ['copyFile', { srcPath: `${USR}/x`, destPath: `${USR}/y` }, 10022],
  ['copyFile', { srcPath: `${USR}/folder`, destPath: `${USR}/y` }, 10023, withFolder],
  ['copyFile', { srcPath: `${USR}/folder/a.txt`, destPath: `${USR}/folder` }, 10023, withFolder],
  ['copyFile', { srcPath: `${USR}/a.txt`, destPath: `${USR}/x/y` }, 10022, withFile],
  ['copyFile', { srcPath: `${USR}/a.txt`, destPath: 'https://resource/x.image' }, 10024, withFile],
  ['getFileInfo', { filePath: `${USR}/x` }, 10022],
  ['getFileInfo', { filePath: `${USR}/folder` }, 10023, withFolder],
  ['getFileInfo', { filePath: `${USR}/a.txt`, digestAlgorithm: 'crc' }, 16, withFile],
  ['mkdir', { dirPath: `${USR}/x/y` }, 10022],
  ['mkdir', { dirPath: `${USR}/folder` }, 10025, withFolder],
  ['mkdir', { dirPath: `${USR}/a.txt`, recursive: true }, 10025, withFile],
  ['mkdir', { dirPath: `${USR}/a.txt/b`, recursive: true }, 10022, withFile],
  ['mkdir', { dirPath: USR }, 10025],
  ['mkdir', { dirPath: 'https://resource/x' }, 10024],
  ['readFile', { filePath: `${USR}/x` }, 10022],
  ['readFile', { filePath: USR }, 10023],
  ['readdir', { dirPath: `${USR}/x` }, 10022],
  ['readdir', { dirPath: `${USR}/a.txt` }, 10022, withFile],
  ['readdir', { dirPath: 'https://resource' }, 10022],
  ['removeSavedFile', { filePath: 'https://resource/x.image' }, 10022],
  ['rename', { oldPath: `${USR}/x`, newPath: `${USR}/y` }, 10022],
  ['rename', { oldPath: `${USR}/a.txt`, newPath: `${USR}/x/y` }, 10022, withFile],
  ['rename', { oldPath: `${USR}/a.txt`, newPath: `${USR}/a.txt` }, 10024, withFile],
  ['rename', { oldPath: `${USR}/folder`, newPath: `${USR}/folder/b` }, 10024, withFolder],
  ['rename', { oldPath: USR, newPath: `${USR}/a` }, 10024],
  ['rmdir', { dirPath: `${USR}/x` }, 10022],
  ['rmdir', { dirPath: `${USR}/folder` }, 10027, withFolder],
  ['rmdir', { dirPath: `${USR}/a.txt` }, 10025, withFile],
  ['rmdir', { dirPath: USR, recursive: true }, 10024],
  ['saveFile', { tempFilePath: 'https://resource/x.image' }, 10022],
  ['saveFile', { tempFilePath: `${USR}/a.txt` }, 10024, withFile],
  ['stat', { path: `${USR}/x` }, 10022],
  ['unlink', { filePath: `${USR}/x` }, 10022],
  ['unlink', { filePath: `${USR}/folder` }, 10023, withFolder],
  ['writeFile', { filePath: `${USR}/folder`, data: 'x' }, 10023, withFolder],
  ['writeFile', { filePath: `${USR}/x/y`, data: 'x' }, 10022],
  ['writeFile', { filePath: 'https://resource/x.image', data: 'x' }, 10024],
  ['writeFile', { filePath: '/image/a.png', data: 'x' }, 10024],
  ['writeFile', { filePath: `${USR}/x`, data: new ArrayBuffer(10 * 2 ** 20 + 1) }, 10028],
])('C42: %s(%j) is %i', async (name, options, code, prepare) => {
  await both(name, options, failure(code, /^\S.{10,300}\.$/), prepare)
})

test.each<[name: string, options: unknown]>([
  ['access', undefined],
  ['access', null],
  ['access', {}],
  ['access', { path: 1 }],
  ['access', { path: ' ' }],
  ['writeFile', { filePath: `${USR}/a` }],
  ['writeFile', { filePath: `${USR}/a`, data: 1 }],
  ['writeFile', { filePath: `${USR}/a`, data: {} }],
  ['writeFile', { filePath: `${USR}/a`, data: 'x', encoding: 'utf7' }],
  ['writeFile', { filePath: `${USR}/a`, data: 'xyz', encoding: 'hex' }],
  ['writeFile', { filePath: `${USR}/a`, data: '?', encoding: 'base64' }],
  ['readFile', { filePath: `${USR}/a`, encoding: 'gbk' }],
  ['copyFile', { srcPath: `${USR}/a` }],
  ['saveFile', { tempFilePath: 'https://resource/a.image', filePath: 1 }],
])('C42: %s(%j) is 2', async (name, options) => {
  await both(name, options as object, failure(2, new RegExp(`^my\\.FileSystemManager\\.${name}`)))
})

test('C42: a synchronous method accepts an object or separate arguments, and throws its failure', () => {
  const fs = openApp().my.getFileSystemManager()
  expect(fs.writeFileSync({ filePath: `${USR}/a`, data: '6869', encoding: 'hex' })).toEqual(success)
  expect(fs.writeFileSync(`${USR}/b`, '6869', 'hex')).toEqual(success)
  expect(fs.readFileSync({ filePath: `${USR}/a`, encoding: 'utf8' })).toEqual({ data: 'hi', dataType: 'string' })
  expect(fs.readFileSync(`${USR}/b`, 'utf8')).toEqual({ data: 'hi', dataType: 'string' })
  expect(() => fs.accessSync(`${USR}/c`)).toThrow(
    expect.objectContaining({ ...failure(10022, /There is no/), message: expect.stringMatching(/There is no/) }),
  )
  const throwing = {
    get path(): string {
      throw new Error('no')
    },
  }
  expect(() => fs.accessSync(throwing)).toThrow(expect.objectContaining(failure(2, /could not be read/)))
})

describe('C42: stat', () => {
  test('of a file and of a folder', () => {
    const fs = openApp().my.getFileSystemManager()
    const before = Math.floor(Date.now() / 1000)
    fs.mkdirSync(`${USR}/folder`)
    fs.writeFileSync(`${USR}/folder/a.txt`, 'hello')
    const { stats } = fs.statSync(`${USR}/folder/a.txt`)
    expect(stats.size).toBe(5)
    expect([stats.isFile(), stats.isDirectory()]).toEqual([true, false])
    for (const time of [stats.lastAccessedTime, stats.lastModifiedTime]) {
      expect(time).toBeGreaterThanOrEqual(before)
      expect(time).toBeLessThanOrEqual(Date.now() / 1000)
    }
    const folder = fs.statSync(`${USR}/folder`).stats
    expect([folder.isFile(), folder.isDirectory(), folder.size]).toEqual([false, true, 0])
  })

  test('of everything in a folder, in the format of the text and of the sample of the documentation', async () => {
    const fs = openApp().my.getFileSystemManager()
    fs.mkdirSync(`${USR}/folder/deep`, true)
    fs.writeFileSync(`${USR}/folder/a.txt`, 'hello')
    fs.writeFileSync(`${USR}/folder/deep/b.txt`, 'you')
    const { stats } = await fs.stat({ path: `${USR}/folder`, recursive: true })
    const all = stats as unknown as Record<string, typeof stats & { stats: typeof stats }>
    expect(Object.entries(all).map(([path, one]) => [path, one.size, one.isDirectory(), one.stats.isFile()])).toEqual([
      ['a.txt', 5, false, true],
      ['deep', 0, true, false],
      ['deep/b.txt', 3, false, true],
    ])
    expect(JSON.parse(JSON.stringify(all['a.txt']))).toMatchObject({ size: 5 })
    expect(fs.statSync(`${USR}/folder/a.txt`, true).stats.size).toBe(5)
  })
})

describe('C42: encodings', () => {
  test.each([
    ['utf8', '海报😀', 'e6b5b7e68aa5f09f9880'],
    ['utf-8', '\ufeffa', 'efbbbf61'],
    ['UTF8', 'a', '61'],
    ['binary', 'é\xff', 'e9ff'],
    ['latin1', 'é\xff', 'e9ff'],
    ['ascii', 'abc', '616263'],
    ['hex', '00ff10', '00ff10'],
    ['base64', 'AP8Q', '00ff10'],
    ['ucs2', 'a海', '6100776d'],
    ['ucs-2', 'a', '6100'],
    ['utf16le', '😀', '3dd800de'],
    ['utf-16le', '\ud800', '00d8'],
  ] as const)('%s', (encoding, text, hex) => {
    const fs = openApp().my.getFileSystemManager()
    expect(fs.writeFileSync(`${USR}/a`, text, encoding as 'utf8')).toEqual(success)
    expect(fs.readFileSync(`${USR}/a`, 'hex')).toMatchObject({ data: hex })
    expect(fs.readFileSync(`${USR}/a`, encoding as 'utf8')).toMatchObject({ data: text })
  })

  test.each([
    ['latin1', '海'],
    ['latin1', 'é海'],
    ['ascii', '海é'],
    ['ascii', 'é'],
  ] as const)('text that %s cannot represent is refused, and nothing is written: %s', (encoding, text) => {
    const fs = openApp().my.getFileSystemManager()
    fs.writeFileSync(`${USR}/a`, 'before')
    expect(() => fs.writeFileSync(`${USR}/a`, text, encoding)).toThrow(
      `my.FileSystemManager.writeFile: data is not ${encoding}: pass it in the encoding that you name.`,
    )
    expect(fs.readFileSync(`${USR}/a`, 'utf8')).toMatchObject({ data: 'before' })
  })

  test('hex, base64 and latin1 preserve any bytes, utf8 and utf16le any text', () => {
    const fs = openApp().my.getFileSystemManager()
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'grapheme' }), (bytes, text) => {
        for (const encoding of ['hex', 'base64', 'latin1'] as const) {
          fs.writeFileSync(`${USR}/a`, bytes.slice().buffer)
          const { data } = fs.readFileSync(`${USR}/a`, encoding)
          expect(data).toBe(Buffer.from(bytes).toString(encoding))
          fs.writeFileSync(`${USR}/b`, data, encoding)
          expect(fs.readFileSync(`${USR}/b`)).toEqual({ data: bytes.slice().buffer, dataType: 'ArrayBuffer' })
        }
        for (const encoding of ['utf8', 'utf16le'] as const) {
          fs.writeFileSync(`${USR}/c`, text, encoding)
          expect(fs.readFileSync(`${USR}/c`, encoding)).toMatchObject({ data: text })
        }
      }),
      { numRuns: 50 },
    )
  })

  test('of a view, only its own bytes are written', () => {
    const fs = openApp().my.getFileSystemManager()
    fs.writeFileSync(`${USR}/a`, new Uint8Array([1, 2, 3, 4]).subarray(1, 3) as never)
    expect(fs.readFileSync(`${USR}/a`, 'hex')).toMatchObject({ data: '0203' })
  })
})

test('C23: a percent-encoded name is the same file as the decoded one, and survives a restart', async () => {
  const dataDir = temporaryFolder()
  const { my } = openApp({ dataDir })
  my.getFileSystemManager().writeFileSync(`${USR}/海报 1.png`, new Uint8Array(PNG).buffer)
  await my.dispose()
  const next = openApp({ dataDir })
  expect(next.my.getFileSystemManager().readdirSync(USR)).toEqual({ files: ['海报 1.png'] })
  expect(await next.my.saveImageToPhotosAlbum({ filePath: encodeURI(`${USR}/海报 1.png`) })).toEqual(success)
  expect(next.album.photos).toMatchObject([{ name: '海报 1.png', bytes: new Uint8Array(PNG) }])
})

test('C42: the result of a read is a copy', () => {
  const fs = openApp().my.getFileSystemManager()
  fs.writeFileSync(`${USR}/a`, 'abc')
  new Uint8Array(fs.readFileSync(`${USR}/a`).data as ArrayBuffer).fill(0)
  expect(fs.readFileSync(`${USR}/a`, 'utf8')).toMatchObject({ data: 'abc' })
})

test('C42: synchronous calls are reported to the host like others', () => {
  const { my, events } = openApp()
  my.getFileSystemManager().accessSync(USR)
  expect(() => my.getFileSystemManager().accessSync(`${USR}/x`)).toThrow()
  expect(events).toMatchObject([
    { type: 'called', api: 'FileSystemManager.accessSync', options: { path: USR } },
    { type: 'succeeded', api: 'FileSystemManager.accessSync', result: success },
    { type: 'called', api: 'FileSystemManager.accessSync' },
    { type: 'failed', api: 'FileSystemManager.accessSync', result: { error: 10022 } },
  ])
})

test('C42: after `dispose`, a manager changes no file', async () => {
  const { my } = openApp()
  const fs = my.getFileSystemManager()
  await my.dispose()
  expect(() => fs.writeFileSync(`${USR}/a`, 'a')).toThrow(expect.objectContaining(failure(3, /disposed/)))
  expect(await failureOf(fs.writeFile({ filePath: `${USR}/a`, data: 'a' }))).toEqual(failure(3, /disposed/))
})
