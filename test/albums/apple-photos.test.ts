import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import applePhotos from 'photosalbum/albums/apple-photos'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'
import { type StandIn, standIn } from './stand-in.ts'

/** Answers as osascript does; its library is a folder with one folder for each photo. */
const OSASCRIPT = `
[ "$1" = - ] || { echo "osascript: $1: No such file or directory" >&2; exit 1; }
cat > "$here/script"
fail() { echo "-:180:231: execution error: $1" >&2; exit 1; }
case "$(cat "$here/answer" 2>/dev/null)" in
  denied) fail 'Not authorized to send Apple events to Photos. (-1743)' ;;
  denied-in-german) fail '„Photos“ hat einen Fehler erhalten: Keine Berechtigung zum Senden von Apple-Events. (-1743)' ;;
  late) fail 'Photos got an error: AppleEvent timed out. (-1712)' ;;
  gone) fail 'Photos got an error: Connection is invalid. (-609)' ;;
  empty) echo; exit 0 ;;
  hang) mkfifo "$here/hang"; : > "$here/hanging"; exec cat "$here/hang" ;;
esac
mkdir -p "$here/library"
item=$(mktemp -d "$here/library/XXXXXXXX")
cp "$2" "$item/"
echo "$(basename "$item")/L0/001"
`

const never = () => new AbortController().signal
let osascript: StandIn
let temporary: string

beforeEach(async () => {
  osascript = await standIn('osascript', OSASCRIPT)
  temporary = await mkdtemp(join(tmpdir(), 'photosalbum-apple-photos-'))
  vi.stubEnv('PATH', osascript.path)
  vi.stubEnv('TMPDIR', temporary)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await osascript.remove()
  await rm(temporary, { recursive: true })
})

async function library(): Promise<{ name: string; bytes: Uint8Array }[]> {
  const items = await readdir(join(osascript.folder, 'library')).catch(() => [])
  const photos = items.map(async (item) => {
    const [name = ''] = await readdir(join(osascript.folder, 'library', item))
    return { name, bytes: await readFile(join(osascript.folder, 'library', item, name)) }
  })
  return Promise.all(photos)
}

function under() {
  return {
    album: applePhotos(),
    photos: library,
    leftovers: () => readdir(temporary),
    async file(bytes: Uint8Array, name: string) {
      await mkdir(join(osascript.folder, 'sources'), { recursive: true })
      const file = join(osascript.folder, 'sources', name)
      await writeFile(file, bytes)
      return file
    },
  }
}

describeAlbum(
  { describe, test },
  {
    name: 'apple-photos',
    create: under,
    async createDenied() {
      await osascript.put('answer', 'denied')
      return under()
    },
    exceptions: { full: 'Photos does not say that its disk is full' },
  },
)

describe('apple-photos', () => {
  test.each([
    ["it's.png"],
    ['say "hi".png'],
    ['$(touch pwned).png'],
    ['`touch pwned`.png'],
    ['two\nlines.png'],
    ['-e.png'],
    ['" & (do shell script "touch pwned") & ".png'],
    ['图片 🌊.png'],
  ])('C16: %j is only a name', async (name) => {
    await applePhotos().add({ ...albumPhoto(), name }, never())
    expect(await library()).toEqual([{ name, bytes: Buffer.from(tinyImage('png')) }])
    expect(await readFile(join(osascript.folder, 'script'), 'utf8')).not.toContain(name)
  })

  test('gives the id by which Photos knows the photo', async () => {
    const saved = await applePhotos().add(albumPhoto(), never())
    const [item] = await readdir(join(osascript.folder, 'library'))
    expect(saved).toEqual({ outcome: 'stored', location: `${item}/L0/001` })
  })

  test('passes on how long Photos may take, and that duplicates are imported', async () => {
    await applePhotos({ timeout: 90_000 }).add(albumPhoto(), never())
    const script = await readFile(join(osascript.folder, 'script'), 'utf8')
    expect(script).toContain('import {photo} skip check duplicates true')
    expect(script).toContain('with timeout of ((item 2 of argv) as integer) seconds')
  })

  test.each([
    ['denied', 'permission-denied', /may not control Photos\. Allow it in System Settings.*Automation \(-1743\)/],
    ['denied-in-german', 'permission-denied', /Automation \(-1743\)/],
    ['late', 'timeout', /did not answer within 120 seconds\. Check whether the photo is there before/],
    ['empty', 'unknown', /did not import .*photo\.png and does not say why/],
    ['gone', 'unknown', /Photos got an error: Connection is invalid\. \(-609\)/],
  ])('an answer that is %s is %s', async (answer, reason, message) => {
    await osascript.put('answer', answer)
    const error = await applePhotos()
      .add(albumPhoto(), never())
      .catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'SaveError', reason, message: expect.stringMatching(message) })
    expect(error.message).not.toContain('\n')
    expect(await readdir(temporary)).toEqual([])
  })

  test('C18: an abort while Photos imports a photo ends the save and leaves no temporary file', async () => {
    await osascript.put('answer', 'hang')
    const controller = new AbortController()
    const added = applePhotos().add(albumPhoto(), controller.signal)
    await expect.poll(() => readdir(osascript.folder)).toContain('hanging')
    controller.abort()
    await expect(added).rejects.toMatchObject({
      reason: 'cancelled',
      message: expect.stringContaining('Check whether'),
    })
    expect(await readdir(temporary)).toEqual([])
  })

  test('a timeout that is not a number throws at once, and any number is accepted', async () => {
    expect(() => applePhotos({ timeout: 'x' as never })).toThrow(
      'applePhotos: timeout is "x". Pass a number of milliseconds.',
    )
    for (const timeout of [Number.POSITIVE_INFINITY, 60_000.5])
      await applePhotos({ timeout }).add(albumPhoto(), never())
    await applePhotos(null as never).add(albumPhoto(), never())
    expect(await library()).toHaveLength(3)
  })

  test('a photo that waits in the queue can be aborted', async () => {
    await osascript.put('answer', 'hang')
    const [first, second] = [new AbortController(), new AbortController()]
    const album = applePhotos()
    const stuck = album.add(albumPhoto(), first.signal)
    await expect.poll(() => readdir(osascript.folder)).toContain('hanging')
    const waiting = album.add(albumPhoto({ stem: 'second' }), second.signal)
    const whole = async () => {
      const files = await readdir(temporary, { recursive: true })
      const file = files.find((name) => name.endsWith('second.png'))
      return file !== undefined && (await readFile(join(temporary, file))).equals(tinyImage('png'))
    }
    await expect.poll(whole).toBe(true)
    // By then it is in the queue.
    for (let turn = 0; turn < 100; turn++) await setImmediate()
    second.abort()
    await expect(waiting).rejects.toMatchObject({ reason: 'cancelled' })
    first.abort()
    await expect(stuck).rejects.toMatchObject({ reason: 'cancelled' })
    expect(await readdir(temporary)).toEqual([])
    await osascript.put('answer', '')
    await album.add(albumPhoto(), never())
    expect(await library()).toHaveLength(1)
  })

  test('without osascript the album is unimplemented', async () => {
    vi.stubEnv('PATH', temporary)
    await expect(applePhotos().add(albumPhoto(), never())).rejects.toMatchObject({ reason: 'unimplemented' })
  })

  test('Photos gets a file of the name of each photo, even if two have the same', async () => {
    const album = applePhotos()
    await Promise.all([album.add(albumPhoto(), never()), album.add(albumPhoto(), never())])
    expect((await library()).map(({ name }) => basename(name))).toEqual(['photo.png', 'photo.png'])
  })
})
