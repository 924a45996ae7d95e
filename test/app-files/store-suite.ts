import { describe, expect, test } from 'vitest'
import { createAppFiles } from '../../src/app-files/app-files.ts'
import type { FileErrorKind } from '../../src/app-files/file-error.ts'
import type { FileStore } from '../../src/app-files/stores/file-store.ts'
import type { MaybePromise } from '../../src/core/types.ts'
import { blob } from '../../src/sources/blob.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** The rules for every store, on any medium. `open` creates an empty one. Runs in Node and in a page. */
export function describeStore(name: string, open: () => MaybePromise<FileStore>): void {
  describe(`the ${name} store`, () => {
    async function put(store: FileStore, path: string, ...chunks: string[]): Promise<void> {
      const writer = await store.create(path)
      for (const chunk of chunks) await writer.write(bytes(chunk))
      await writer.close()
    }
    const text = async (store: FileStore, path: string) => new TextDecoder().decode(await store.read(path))
    /** The kind of error that a call fails with, synchronously or not. */
    const kindOf = async (call: () => unknown) =>
      ((await failureOf(call)) as { kind?: FileErrorKind } | undefined)?.kind
    async function failureOf(call: () => unknown): Promise<unknown> {
      try {
        await call()
        return undefined
      } catch (thrown) {
        return thrown
      }
    }
    async function withFolder(): Promise<FileStore> {
      const store = await open()
      await store.mkdir('user')
      return store
    }

    test('is initially empty', async () => {
      const store = await open()
      expect(await store.stat('user')).toBeUndefined()
      expect(await store.stat('user/a.txt')).toBeUndefined()
      expect(await kindOf(() => store.list('user'))).toBe('missing')
    })

    test('creates folders and lists them by code unit', async () => {
      const store = await withFolder()
      for (const folder of ['b', 'é', 'a', 'B', '10', '9']) await store.mkdir(`user/${folder}`)
      await put(store, 'user/a.txt')
      expect(await store.list('user')).toEqual(['10', '9', 'B', 'a', 'a.txt', 'b', 'é'])
      expect(await store.list('user/a')).toEqual([])
      expect(await store.stat('user/a')).toMatchObject({ directory: true, size: 0 })
      expect(await kindOf(() => store.mkdir('user/a'))).toBe('exists')
      expect(await kindOf(() => store.mkdir('user/a.txt'))).toBe('exists')
      expect(await kindOf(() => store.mkdir('user/x/y'))).toBe('missing')
      expect(await kindOf(() => store.mkdir('user/a.txt/y'))).toBe('missing')
      expect(await kindOf(() => store.list('user/a.txt'))).toBe('missing')
    })

    test('writes chunks whose buffers may be reused', async () => {
      const store = await withFolder()
      const writer = await store.create('user/a.txt')
      const chunk = bytes('one ')
      await writer.write(chunk)
      chunk.set(bytes('two '))
      await writer.write(chunk)
      await writer.close()
      expect(await text(store, 'user/a.txt')).toBe('one two ')
      expect(await store.stat('user/a.txt')).toMatchObject({ directory: false, size: 8 })
    })

    test('refuses to create a file twice, or without a folder', async () => {
      const store = await withFolder()
      await put(store, 'user/a.txt', 'a')
      expect(await kindOf(() => store.create('user/a.txt'))).toBe('exists')
      expect(await kindOf(() => store.create('user/x/a.txt'))).toBe('missing')
      expect(await kindOf(() => store.create('user/a.txt/b'))).toBe('missing')
      expect(await text(store, 'user/a.txt')).toBe('a')
    })

    test('appends to a file', async () => {
      const store = await withFolder()
      await put(store, 'user/a.txt', 'one ')
      const writer = await store.append('user/a.txt')
      await writer.write(bytes('two'))
      await writer.close()
      expect(await text(store, 'user/a.txt')).toBe('one two')
      expect(await kindOf(() => store.append('user/b.txt'))).toBe('missing')
      expect(await kindOf(() => store.append('user'))).toBe('directory')
    })

    test('copies a file to a free name; later changes affect only one of them', async () => {
      const store = await withFolder()
      await put(store, 'user/a.txt', 'same')
      await store.copy('user/a.txt', 'user/b.txt')
      const writer = await store.append('user/b.txt')
      await writer.write(bytes(' no more'))
      await writer.close()
      expect([await text(store, 'user/a.txt'), await text(store, 'user/b.txt')]).toEqual(['same', 'same no more'])
      expect(await kindOf(() => store.copy('user/a.txt', 'user/b.txt'))).toBe('exists')
      expect(await kindOf(() => store.copy('user/x.txt', 'user/c.txt'))).toBe('missing')
      expect(await kindOf(() => store.copy('user', 'user/c.txt'))).toBe('directory')
      expect(await kindOf(() => store.copy('user/a.txt', 'user/x/c.txt'))).toBe('missing')
    })

    test('moves a file over a file', async () => {
      const store = await withFolder()
      await put(store, 'user/a.txt', 'new')
      await put(store, 'user/b.txt', 'old and longer')
      await store.rename('user/a.txt', 'user/b.txt')
      expect(await store.list('user')).toEqual(['b.txt'])
      expect(await text(store, 'user/b.txt')).toBe('new')
      expect(await store.stat('user/b.txt')).toMatchObject({ size: 3 })
    })

    test('moves a folder with its content', async () => {
      const store = await withFolder()
      await store.mkdir('user/a')
      await store.mkdir('user/a/deep')
      await put(store, 'user/a/deep/file', 'inside')
      await store.mkdir('user/ab')
      await store.rename('user/a', 'user/c')
      expect(await store.list('user')).toEqual(['ab', 'c'])
      expect(await text(store, 'user/c/deep/file')).toBe('inside')
    })

    test('refuses to move over a folder, or something that does not exist', async () => {
      const store = await withFolder()
      await store.mkdir('user/a')
      await put(store, 'user/b.txt', 'b')
      expect(await kindOf(() => store.rename('user/b.txt', 'user/a'))).toBe('directory')
      expect(await kindOf(() => store.rename('user/x', 'user/y'))).toBe('missing')
      expect(await kindOf(() => store.rename('user/b.txt', 'user/x/b.txt'))).toBe('missing')
      expect(await text(store, 'user/b.txt')).toBe('b')
    })

    test('removes files as files and folders as folders', async () => {
      const store = await withFolder()
      await store.mkdir('user/a')
      await put(store, 'user/a/b.txt', 'b')
      expect(await kindOf(() => store.remove('user/a'))).toBe('directory')
      expect(await kindOf(() => store.rmdir('user/a'))).toBe('not-empty')
      await expect((async () => store.rmdir('user/a'))()).rejects.toThrow(/not empty: pass recursive: true/)
      expect(await kindOf(() => store.rmdir('user/a/b.txt'))).toBe('missing')
      expect(await kindOf(() => store.remove('user/x'))).toBe('missing')
      expect(await kindOf(() => store.rmdir('user/x'))).toBe('missing')
      await store.remove('user/a/b.txt')
      await store.rmdir('user/a')
      expect(await store.list('user')).toEqual([])
    })

    test('returns copies of the bytes', async () => {
      const store = await withFolder()
      await put(store, 'user/a.txt', 'mine')
      ;(await store.read('user/a.txt')).fill(0)
      expect(await text(store, 'user/a.txt')).toBe('mine')
      expect((await store.read('user/a.txt')).buffer.byteLength).toBe(4)
      expect(await kindOf(() => store.read('user'))).toBe('directory')
      expect(await kindOf(() => store.read('user/x'))).toBe('missing')
    })

    test('opens a file as a source any number of times', async () => {
      const store = await withFolder()
      const long = 'x'.repeat(600_000)
      await put(store, 'user/long', long)
      await put(store, 'user/empty')
      const { signal } = new AbortController()
      for (const [path, content] of [
        ['user/long', long],
        ['user/long', long],
        ['user/empty', ''],
      ] as const) {
        const opened = await (await store.source(path)).open(signal)
        expect(opened.size).toBe(content.length)
        expect(await new Response(opened.bytes).text()).toBe(content)
      }
      expect(await kindOf(() => store.source('user/x'))).toBe('missing')
      expect(await kindOf(() => store.source('user'))).toBe('directory')
    })

    test.each([
      '12:30 "a" <b> | c? *.png',
      'con',
      'CON.txt',
      'aux .png',
      'com1',
      'a.',
      'a. . ',
      '...',
      '.. ',
      ' ',
      '.hidden',
      '100%.png',
      '%zz',
      '海报 🖼️.png',
      'עברית\u200f.png',
      'a\u202egnp.exe',
      '~',
      '$HOME `id`',
      '-rf',
      "it's",
      '🖼'.repeat(60),
    ])('keeps the name %j', async (name) => {
      const store = await withFolder()
      await put(store, `user/${name}`, name)
      expect(await store.list('user')).toEqual([name])
      expect(await text(store, `user/${name}`)).toBe(name)
      await store.mkdir(`user/${name}2`)
      await store.rename(`user/${name}`, `user/${name}2/${name}`)
      expect(await text(store, `user/${name}2/${name}`)).toBe(name)
    })

    test("never appears in an app's messages, which name the paths that it passed", async () => {
      const store = await withFolder()
      await store.mkdir('user/a')
      await put(store, 'user/a/b.txt', 'b')
      // In the folder of temporary files, so that none can be created.
      await put(store, 'temp')
      const files = createAppFiles(store)
      const { signal } = new AbortController()
      for (const [path, call] of [
        ['https://usr/new.png', () => files.write('https://usr/new.png', bytes('new'))],
        ['https://usr/a/b.txt', () => files.append('https://usr/a/b.txt', bytes('c'))],
        ['https://usr/c.txt', () => files.copy('https://usr/a/b.txt', 'https://usr/c.txt')],
        ['https://usr/d.txt', () => files.receive(blob(bytes('d')), signal, { filePath: 'https://usr/d.txt' })],
        ['https://resource', () => files.receive(blob(bytes('d')), signal)],
        ['https://usr/a', () => files.rmdir('https://usr/./a', false)],
      ] as const) {
        const { message } = (await failureOf(call)) as Error
        expect(message).toContain(`"${path}"`)
        expect(message).not.toMatch(/"(user|temp|cache)/)
      }
    })

    test('distinguishes runs, and running ones from ended ones', async () => {
      const store = await open()
      const run = store.newRun()
      expect(run).toMatch(/^[\w-]+$/)
      expect(store.newRun()).not.toBe(run)
      expect(await store.isOver(run, Date.now())).toBe(false)
    })
  })
}
