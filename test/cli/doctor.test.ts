import { expect, it } from 'vitest'
import { computer } from './command.ts'

it('tells which album this computer has, where, and that photos can be saved', async () => {
  const { path, list, photosalbum } = await computer()
  const { code, out, err } = await photosalbum(['doctor'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^Album +the Pictures folder$/m)
  expect(out).toContain(`${path('Pictures')} (made at the first photo)`)
  expect(out).toMatch(/^Writable +yes$/m)
  expect(out).toMatch(/^Room left +\d+(\.\d)? [kMGT]B$/m)
  expect(await list('Pictures')).toEqual([])
})

it('--json: the same for a program', async () => {
  const { path, photosalbum } = await computer()
  const { out } = await photosalbum(['doctor', '--json'])
  expect(JSON.parse(out)).toMatchObject({
    album: 'directory',
    location: path('Pictures'),
    exists: false,
    writable: 'yes',
    problems: [],
  })
})

it('tells of a problem with its remedy, and exits with 1', async () => {
  const { write, photosalbum } = await computer()
  await write({ Pictures: 'a file where the folder should be' })
  const { code, out } = await photosalbum(['doctor'])
  expect(code).toBe(1)
  expect(out).toMatch(/^Problem +.*is a file/m)
  expect(out).toMatch(/^Remedy +\S/m)
  expect((await photosalbum(['doctor', '--json'])).code).toBe(1)
})
