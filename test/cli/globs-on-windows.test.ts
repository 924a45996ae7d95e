import { afterEach, expect, it, vi } from 'vitest'
// Looks at the platform when it is loaded, which is not the one of this test.
import 'tinyglobby'

/** What a computer with Windows has, by the path that it is asked for. */
const FOLDERS: { readonly [path: string]: readonly string[] } = {
  'C:\\pics\\': ['a.png'],
  '\\\\server\\share\\': ['b.png', 'c.txt'],
  '\\\\server\\share\\trip\\': ['d.png'],
}
const file = { isDirectory: () => false, isSymbolicLink: () => false }

vi.mock('node:path', async (original) => (await original<typeof import('node:path')>()).win32)
vi.mock('node:fs', () => ({
  readdirSync(path: string) {
    const names = FOLDERS[path]
    if (names) return names.map((name) => ({ ...file, name }))
    throw Object.assign(new Error(path), { code: 'ENOENT' })
  },
  statSync: () => file,
}))
const platform = process.platform
afterEach(() => void Object.defineProperty(process, 'platform', { value: platform }))

it('finds files on a drive and on a share of Windows', async () => {
  Object.defineProperty(process, 'platform', { value: 'win32' })
  const { expandGlob } = await import('../../src/cli/save/glob.ts')
  expect(expandGlob('C:\\pics\\*.PNG')).toEqual(['C:\\pics\\a.png'])
  expect(expandGlob('\\\\server\\share\\*.png')).toEqual(['\\\\server\\share\\b.png'])
  expect(expandGlob('//server/share/trip/*')).toEqual(['\\\\server\\share\\trip\\d.png'])
})
