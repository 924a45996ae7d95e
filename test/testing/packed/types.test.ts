import { expect, test } from 'vitest'
import { installPackage } from './package.ts'

const packed = installPackage()

const OPTIONS = { strict: true, noEmit: true, target: 'es2022', types: ['node'], lib: ['es2022', 'dom'] }

function check(folder: string, file: string, options: object, text: string): string {
  packed.write(`${folder}/${file}`, text)
  packed.write(
    `${folder}/tsconfig.json`,
    JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, files: [file] }),
  )
  return packed.run(folder, 'tsc', '-p', '.')
}

const USE = `
  const phone: TestMy = createTestMy({ device: { platform: 'Android', answers: { confirm: ({ content }) => content === 'ok' } } })
  phone.network.serve('https://cdn.example/a.png', createImage('png', { width: 1 }))
  const photo: { name: string; digest: string } | undefined = phone.album.photos[0]
  const thrown: SaveError = new SaveError('unknown', String(photo))
  // @ts-expect-error: what the person is allowed has three states.
  phone.device.permission = 'maybe'
  export const page = phone.runPage<{ save(): Promise<void> }>('Page({})').then((page) => page.save())
  export { thrown }
`

test('a module', () => {
  const text = `import { createImage, createTestMy, SaveError, type TestMy } from 'photosalbum/testing'${USE}`
  expect(check('module', 'a.mts', { module: 'nodenext' }, text)).toBe('')
})

test('CommonJS, whose imports are required', () => {
  const text = `import { createImage, createTestMy, SaveError, type TestMy } from 'photosalbum/testing'${USE}`
  expect(check('commonjs', 'a.cts', { module: 'node16' }, text)).toBe('')
})

test('a bundler', () => {
  const text = `import { createImage, createTestMy, SaveError, type TestMy } from 'photosalbum/testing'${USE}`
  expect(check('bundler', 'a.ts', { module: 'esnext', moduleResolution: 'bundler' }, text)).toBe('')
})

test('the matchers of Vitest', () => {
  const text = `import { createTestMy } from 'photosalbum/testing'
    import 'photosalbum/testing/vitest'
    import { expect } from 'vitest'
    expect(createTestMy()).toHaveSaved({ type: 'png', times: 1, width: expect.any(Number) })
    expect(createTestMy()).not.toHaveFailedWith(15)
    // @ts-expect-error: there is no such type of image.
    expect(createTestMy()).toHaveSaved({ type: 'pdf' })`
  expect(check('vitest', 'a.mts', { module: 'nodenext', skipLibCheck: true }, text)).toBe('')
})

test('the matchers of Jest, by its own types', () => {
  const text = `import { createTestMy } from 'photosalbum/testing'
    import 'photosalbum/testing/jest'
    import { phone } from 'photosalbum/testing/global'
    import { expect } from '@jest/globals'
    expect(createTestMy()).toHaveSaved({ type: 'png', times: 1 })
    expect(phone.my).not.toHaveFailedWith({ error: 15, errorMessage: /denied/ })
    // @ts-expect-error: there is no such type of image.
    expect(createTestMy()).toHaveSaved({ type: 'pdf' })`
  for (const file of ['a.cts', 'a.mts']) {
    expect(check('jest', file, { module: 'node16', skipLibCheck: true }, text)).toBe('')
  }
})

test('the matchers of Jest, by @types/jest', () => {
  const text = `import { createTestMy } from 'photosalbum/testing'
    import 'photosalbum/testing/jest'
    declare global {
      namespace jest { interface Matchers<R, T = {}> { toBe(expected: T): R } }
      const expect: <T>(actual: T) => jest.Matchers<void, T>
    }
    expect(createTestMy()).toHaveSaved({ type: 'png', times: 1 })`
  expect(check('types', 'a.mts', { module: 'nodenext', skipLibCheck: true }, text)).toBe('')
})
