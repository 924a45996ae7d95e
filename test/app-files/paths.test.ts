import { expect, test } from 'vitest'
import { isLocalUrl, localPath } from '../../src/app-files/paths.ts'
import { appFolder, diskName, nameOnDisk } from '../../src/app-files/stores/disk-name.ts'
import { harmless, tricks } from './tricks.ts'

test.each(tricks)('C25: %j is refused', (path) => {
  expect(() => localPath(path)).toThrow(expect.objectContaining({ reason: 'unsupported-path', kind: 'forbidden' }))
})

test.each(harmless)('C23: %j is %j in the folder of the app', (path, inside) => {
  expect(localPath(path)).toEqual({ host: 'usr', path: inside })
})

test.each(['https://usr', 'https://usr/', 'HTTPS://Usr//', 'https://usr/.'])('C23: %j is the folder itself', (path) => {
  expect(localPath(path)).toEqual({ host: 'usr', path: '' })
})

test.each([
  'https://example.com/usr/a.png',
  'https://usr.example.com/a.png',
  'https://example.com@resource.example.com/a.png',
  'https://example.com/?https://usr/a.png',
  'https://myusr/a.png',
  'data:image/png;base64,AAAA',
  '/image/a.png',
  'usr/a.png',
  'file:///usr/a.png',
  '',
])('C24: %j has neither of the two reserved hosts', (path) => {
  expect(localPath(path)).toBeUndefined()
})

test.each(['https://usr/', 'http://usr./', 'https://RESOURCE:8443/', 'https://ｕｓｒ/'])(
  'C24: a redirect to %s is a redirect to a local file',
  (url) => expect(isLocalUrl(new URL(url))).toBe(true),
)

test('C25: every message is a single line, however long and strange the path', () => {
  for (const path of tricks) {
    let message = ''
    try {
      localPath(path)
    } catch (thrown) {
      message = (thrown as Error).message
    }
    expect(message).toMatch(/^.{20,300}\.$/)
  }
})

test('C25: different names stay different on a disk, and can be decoded', () => {
  const names = ['con', 'CON', '%63on', 'a:b', 'a%3Ab', 'a%3ab', 'a.', 'a%2E', 'a', 'a ', '100%', '100%25', 'a\\b']
  const stored = names.map(diskName)
  expect(new Set(stored).size).toBe(names.length)
  expect(stored.map(nameOnDisk)).toEqual(names)
  expect(['CON', 'a%3ab', '%', 'a:b', 'a.'].map(nameOnDisk)).toEqual(Array(5).fill(undefined))
})

test('C25: each appId has its own folder, even if the disk ignores case', () => {
  const ids = [
    '2021000000000000',
    'App',
    'app',
    '_61pp',
    'a/b',
    'a_2fb',
    'a%2Fb',
    '..',
    '.',
    'con',
    '小程序',
    'a b',
    'a\0b',
  ]
  const folders = ids.map(appFolder)
  expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(ids.length)
  expect(folders[0]).toBe('2021000000000000')
  for (const folder of folders) expect(folder).toMatch(/^[a-z0-9_%-]+$/i)
  expect(() => appFolder('')).toThrow(/appId/)
  expect(() => appFolder('x'.repeat(201))).toThrow(/appId/)
  expect(() => appFolder('\ud800')).toThrow(/appId/)
})
