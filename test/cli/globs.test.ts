import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { sample } from '../setup/counts.ts'
import { computer } from './command.ts'
import { png } from './pictures.ts'

const FILES = [
  '10.png',
  '2.png',
  'b.jpg',
  'B.png',
  '[1].png',
  '{x}.png',
  'a+b(1).png',
  '.hidden.png',
  'trip/one.png',
  'trip/deep/two.png',
  'trip/.git/three.png',
  '图/照片.png',
  'x/y/z.png',
]

/** What each pattern finds, in order. Patterns reach the command as they are: no shell is in between. */
const PATTERNS: readonly (readonly [pattern: string, ...found: string[]])[] = [
  ['*.png', '[1].png', '{x}.png', '2.png', '10.png', 'a+b(1).png', 'B.png'],
  ['?.png', '2.png', 'B.png'],
  ['[0-9]*.png', '2.png', '10.png'],
  ['[!0-9[{a]*.png', 'B.png'],
  ['[1].png', '[1].png'],
  ['{2,10}.png', '2.png', '10.png'],
  ['{b,{2,1}*}.{png,jpg}', '2.png', '10.png', 'b.jpg'],
  ['a+b(1).*', 'a+b(1).png'],
  ['.h*', '.hidden.png'],
  ['trip/*.png', 'trip/one.png'],
  ['*/*.png', 'trip/one.png', '图/照片.png'],
  ['t*/**/*.png', 'trip/deep/two.png', 'trip/one.png'],
  ['**/照片.png', '图/照片.png'],
  ['x/**', 'x/y/z.png'],
  ['./trip/o*', 'trip/one.png'],
]

it.each(sample(2, PATTERNS))('%s', async (pattern, ...found) => {
  const { home, write, photosalbum } = await computer()
  await write(Object.fromEntries(FILES.map((name) => [name, png])))
  // A link that leads back up must not be followed for ever.
  await symlink(home, `${home}/trip/deep/up`)
  const { code, out } = await photosalbum(['save', pattern, '--album', '../photos', '--json'])
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).input),
  ).toEqual(found)
  expect(code).toBe(0)
})

it('reports a pattern that matches nothing, and saves the rest', async () => {
  const { write, list, photosalbum } = await computer()
  await write({ 'a.png': png })
  const { code, err } = await photosalbum(['save', '*.heic', '*.png', '--album', 'photos'])
  expect(code).toBe(1)
  expect(err).toContain('No file matches "*.heic". Check it, and the folder.')
  expect(await list('photos')).toEqual(['a.png'])
})

it('reports a name that is not UTF-8, expanded by us or the shell, and saves the rest', async () => {
  const { home, write, list, shell } = await computer()
  await write({ 'ok.png': png })
  const raw = (name: string) => Buffer.concat([Buffer.from(`${home}/`), Buffer.from(name, 'latin1')])
  await writeFile(raw('caf\xe9.png'), png)
  await mkdir(raw('\xe9t\xe9'))
  await writeFile(raw('\xe9t\xe9/a.png'), png)
  const file = `"caf\ufffd.png" cannot be opened: its name is not UTF-8. Rename it in ${home}.`
  const folder = `"\ufffdt\ufffd" cannot be opened: its name is not UTF-8. Rename it in ${home}.`
  const inFolder = `"\ufffdt\ufffd/a.png" cannot be opened: the name of the folder "\ufffdt\ufffd" is not UTF-8. Rename it in ${home}.`
  for (const [pattern, ...told] of [
    [`'*.png'`, file],
    ['*.png', file],
    [`'*/*.png'`, folder],
    ['*/*.png', inFolder],
    [`'**/*.png'`, file, folder],
  ]) {
    const { code, err } = await shell(`photosalbum save ok.png ${pattern} --album .photos`).ended
    const [, ...lines] = err.trimEnd().split('\n')
    expect({ pattern, code, lines: lines.toSorted() }).toEqual({
      pattern,
      code: 1,
      lines: told.map((line) => `  ${line}`),
    })
  }
  expect(await list('.photos')).toHaveLength(8)
})

it('reports a folder that may not be read, and saves the rest', async () => {
  const { path, write, start } = await computer()
  await write({ 'a.png': png, 'closed/b.png': png, 'closed-inside/c.png': png })
  await mkdir(path('photos'))
  for (const [name, mode] of [
    ['', 0o755],
    ['photos', 0o777],
    ['closed', 0],
    ['closed-inside', 0o444],
  ] as const)
    await chmod(path(name), mode)
  onTestFinished(async () => {
    for (const name of ['closed', 'closed-inside']) await chmod(path(name), 0o755)
  })
  // Root may read everything.
  const someone = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const closed = '"closed" may not be read by this user.'
  for (const [pattern, code, ...told] of [
    ['**/*.png', 1, closed, '"closed-inside/c.png" may not be read by this user.'],
    ['closed/*.png', 1, closed],
    ['*.png', 0],
    ['missing/*.png', 1, 'No file matches "missing/*.png".'],
  ] as const) {
    const ended = await start(['save', pattern, '--album', 'photos'], someone).ended
    expect({ pattern, code: ended.code }).toEqual({ pattern, code })
    for (const words of told) expect(ended.err).toContain(words)
  }
})

it('points to https: where an address was given without it', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'my.folder/a.png': png })
  const { err } = await photosalbum(['save', 'www.example.com/a.png', '--album', 'photos'])
  const found = '"www.example.com/a.png" does not exist: there is no folder "www.example.com" here.'
  expect(err).toBe(`photosalbum: ${found} For an address, write "https://www.example.com/a.png".\n`)
  const local = await photosalbum([
    'save',
    'localhost:8377/x.png',
    '192.168.1.5:80',
    '[::1]:80/a.png',
    '--album',
    'photos',
  ])
  for (const meant of ['http://localhost:8377/x.png', 'https://192.168.1.5:80', 'http://[::1]:80/a.png'])
    expect(local.err).toContain(` here. For an address, write "${meant}".`)
  const typo = await photosalbum(['save', 'my.folder/b.png', '--album', 'photos'])
  expect(typo.err).toContain('did you mean "a.png"')
  expect((await photosalbum(['save', 'my.folder/a.png', '--album', 'photos'])).code).toBe(0)
})

it.each(sample(1, ['~/*.png', '~/a.png']))('reports that ~ in quotes is not the home folder: %s', async (word) => {
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const { code, err } = await photosalbum(['save', word, '--album', 'photos'])
  const remedy = `Write "$HOME${word.slice(1)}".`
  expect(err).toBe(`photosalbum: "${word}" does not exist: ~ in quotes is not the home folder. ${remedy}\n`)
  expect(code).toBe(1)
})
