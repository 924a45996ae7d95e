import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import system, { inspectSystemAlbum } from 'photosalbum/albums/system'
import { describe, expect, onTestFinished, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'
import { folderUnderTest } from './folder-under-test.ts'
import { standIn } from './stand-in.ts'

const never = () => new AbortController().signal

async function makeHome(userDirs?: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-system-'))
  await mkdir(join(home, '.config'))
  if (userDirs !== undefined) await writeFile(join(home, '.config', 'user-dirs.dirs'), userDirs)
  return home
}

async function usedHome(userDirs?: string): Promise<string> {
  const home = await makeHome(userDirs)
  onTestFinished(() => rm(home, { recursive: true }))
  return home
}

const linux = (home: string, env: NodeJS.ProcessEnv = {}) =>
  ({ platform: 'linux', env: { HOME: home, ...env } }) as const

describeAlbum(
  { describe, test },
  {
    name: 'system',
    async create() {
      const home = await makeHome('XDG_PICTURES_DIR="$HOME/Bilder"\n')
      return folderUnderTest(system(linux(home)), join(home, 'Bilder'), home)
    },
  },
)

describe('system on Linux', () => {
  test.each([
    [
      'is the one in user-dirs.dirs',
      'XDG_DESKTOP_DIR="$HOME/x"\nXDG_PICTURES_DIR="$HOME/Bilder/Alle"\n',
      'Bilder/Alle',
    ],
    ['may be an absolute path', 'XDG_PICTURES_DIR="HOME/Elsewhere/"\n', 'Elsewhere'],
    ['may contain escaped characters', 'XDG_PICTURES_DIR="$HOME/a\\"b \\$HOME \\\\ c"\n', 'a"b $HOME \\ c'],
    ['is the one of the last line', 'XDG_PICTURES_DIR="$HOME/One"\nXDG_PICTURES_DIR="$HOME/Two"\n', 'Two'],
    ['ignores comments', '# XDG_PICTURES_DIR="$HOME/One"\n', 'Pictures'],
    ['is never relative', 'XDG_PICTURES_DIR="One"\n', 'Pictures'],
    ['is never the home folder', 'XDG_PICTURES_DIR="$HOME/"\n', 'Pictures'],
    ['is never the home folder by its path', 'XDG_PICTURES_DIR="HOME"\n', 'Pictures'],
    ['takes $HOME for a whole word only', 'XDG_PICTURES_DIR="$HOMEWARD/One"\n', 'Pictures'],
    ['is Pictures without a file', undefined, 'Pictures'],
  ])('the folder %s', async (_, text, folder) => {
    const home = await usedHome()
    if (text !== undefined) {
      await writeFile(join(home, '.config', 'user-dirs.dirs'), text.replaceAll('"HOME', `"${home}`))
    }
    const saved = await system(linux(home)).add(albumPhoto({ stem: 'a' }), never())
    expect(saved).toEqual({ outcome: 'stored', location: join(home, folder, 'a.png') })
  })

  test('reads the file where XDG_CONFIG_HOME points to', async () => {
    const home = await usedHome()
    await mkdir(join(home, 'settings'))
    await writeFile(join(home, 'settings', 'user-dirs.dirs'), 'XDG_PICTURES_DIR="$HOME/There"')
    const there = await system(linux(home, { XDG_CONFIG_HOME: join(home, 'settings') })).add(albumPhoto(), never())
    expect(there).toMatchObject({ location: join(home, 'There', 'photo.png') })
    const relative = await system(linux(home, { XDG_CONFIG_HOME: 'settings' })).add(albumPhoto(), never())
    expect(relative).toMatchObject({ location: join(home, 'Pictures', 'photo.png') })
  })
})

test.each(['', 'here'])(
  'a computer without a home folder never saves into the current folder: HOME=%j',
  async (HOME) => {
    for (const platform of ['linux', 'darwin'] as const) {
      const computer = { platform, env: { HOME } }
      const report = await inspectSystemAlbum(computer)
      expect(report.problems).toMatchObject([{ problem: expect.stringMatching(/home folder/) }])
      if (platform === 'darwin') continue
      await expect(system(computer).add(albumPhoto(), never())).rejects.toMatchObject({ reason: 'unavailable' })
    }
  },
)

describe('system on Windows (a stand-in for PowerShell)', () => {
  const POWERSHELL = `
[ "$*" = "-NoProfile -NonInteractive -Command [Console]::OutputEncoding=[Text.Encoding]::UTF8;[Environment]::GetFolderPath('MyPictures')" ] || exit 64
cat "$here/answer" 2>/dev/null || { echo 'powershell : cannot be loaded' >&2; exit 1; }
`
  async function windows(answer?: string) {
    const powershell = await standIn('powershell', POWERSHELL)
    onTestFinished(() => powershell.remove())
    if (answer !== undefined) await powershell.put('answer', answer)
    return { platform: 'win32', env: { PATH: powershell.path } } as const
  }

  test('the folder is where Windows says, in any language', async () => {
    const folder = join(await usedHome(), 'OneDrive', '画像 Bilder')
    const saved = await system(await windows(`${folder}\r\n`)).add(albumPhoto(), never())
    expect(saved).toEqual({ outcome: 'stored', location: join(folder, 'photo.png') })
  })

  test('without such a folder the message says so, and the next photo asks again', async () => {
    const home = await usedHome()
    const computer = await windows('\r\n')
    const album = system(computer)
    await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({
      reason: 'unavailable',
      message: 'Windows has no Pictures folder for this user. Choose a folder instead.',
    })
    await writeFile(join(computer.env.PATH.split('/bin:')[0] as string, 'answer'), home)
    await expect(album.add(albumPhoto(), never())).resolves.toMatchObject({ outcome: 'stored' })
  })

  test('a save can be aborted while it waits for PowerShell', async () => {
    const powershell = await standIn('powershell', 'mkfifo "$here/hang"; : > "$here/hanging"; exec cat "$here/hang"')
    onTestFinished(() => powershell.remove())
    const controller = new AbortController()
    const added = system({ platform: 'win32', env: { PATH: powershell.path } }).add(albumPhoto(), controller.signal)
    await expect.poll(() => readdir(powershell.folder)).toContain('hanging')
    controller.abort()
    await expect(added).rejects.toMatchObject({ reason: 'cancelled' })
    await writeFile(join(powershell.folder, 'hang'), '')
  })

  test('if PowerShell fails or is missing, the message says so', async () => {
    for (const computer of [await windows(), { platform: 'win32', env: { PATH: await usedHome() } } as const]) {
      const error = await system(computer)
        .add(albumPhoto(), never())
        .catch((thrown) => thrown)
      expect(error).toMatchObject({ name: 'SaveError', reason: 'unavailable' })
      expect(error.message).toMatch(
        /^PowerShell did not say where the Pictures folder is \(.+\)\. Choose a folder instead\.$/,
      )
    }
  })
})

describe('system on macOS (a stand-in for osascript)', () => {
  test('is Photos', async () => {
    const osascript = await standIn('osascript', 'cp "$2" "$here/imported"; cat > /dev/null; echo ID/L0/001')
    onTestFinished(() => osascript.remove())
    const before = process.env.PATH
    process.env.PATH = osascript.path
    onTestFinished(() => {
      process.env.PATH = before
    })
    const saved = await system({ platform: 'darwin' }).add(albumPhoto(), never())
    expect(saved).toEqual({ outcome: 'stored', location: 'ID/L0/001' })
    expect(await readFile(join(osascript.folder, 'imported'))).toEqual(Buffer.from(tinyImage('png')))
  })
})

describe('inspectSystemAlbum', () => {
  test('reports the folder and its room, and makes nothing', async () => {
    const home = await usedHome()
    expect(await inspectSystemAlbum(linux(home))).toMatchObject({
      platform: 'linux',
      album: 'directory',
      location: join(home, 'Pictures'),
      exists: false,
      writable: 'yes',
      freeBytes: expect.any(Number),
      problems: [],
    })
    expect(await readdir(home)).toEqual(['.config'])
    await mkdir(join(home, 'Pictures'))
    expect(await inspectSystemAlbum(linux(home))).toMatchObject({ exists: true, writable: 'yes' })
  })

  test('reports a file in the place of the folder, with a remedy', async () => {
    const home = await usedHome()
    await writeFile(join(home, 'Pictures'), '')
    expect(await inspectSystemAlbum(linux(home))).toMatchObject({
      exists: false,
      writable: 'no',
      problems: [
        {
          problem: `${join(home, 'Pictures')} is a file where a folder should be.`,
          remedy: expect.stringMatching(/\S/),
        },
      ],
    })
  })

  test('reports that Windows does not answer, with a remedy', async () => {
    const report = await inspectSystemAlbum({ platform: 'win32', env: { PATH: await usedHome() } })
    expect(report).toMatchObject({
      album: 'directory',
      writable: 'no',
      problems: [{ remedy: expect.stringContaining('--album') }],
    })
    expect(report).not.toHaveProperty('location')
  })

  test('reports that Photos will ask, or that it cannot be reached', async () => {
    const home = await usedHome()
    const env = { HOME: home, PATH: home }
    expect(await inspectSystemAlbum({ platform: 'darwin', env })).toMatchObject({
      album: 'apple-photos',
      location: 'Photos',
      writable: 'no',
      problems: [{ problem: expect.stringContaining('osascript') }],
    })
    await writeFile(join(home, 'osascript'), '')
    await chmod(join(home, 'osascript'), 0o755)
    expect(await inspectSystemAlbum({ platform: 'darwin', env })).toMatchObject({ writable: 'asks', problems: [] })
  })
})
