import { expect, test } from 'vitest'
import { installPackage } from './package.ts'

const packed = installPackage()

const OPTIONS = { strict: true, noEmit: true, target: 'es2022', types: ['node'], lib: ['es2022', 'dom'] }

/** What TypeScript says of these files: nothing, if all is well. */
function check(folder: string, options: object, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) packed.write(`${folder}/${name}`, text)
  const project = { compilerOptions: { ...OPTIONS, ...options }, files: Object.keys(files) }
  packed.write(`${folder}/tsconfig.json`, JSON.stringify(project))
  return packed.run(folder, 'tsc', '-p', '.')
}

const KIT = `
  import { createImage, createTestMy, SaveError, type TestMy } from 'photosalbum/testing'
  const phone: TestMy = createTestMy({ device: { platform: 'Android', answers: { confirm: ({ content }) => content === 'ok' } } })
  phone.network.serve('https://cdn.example/a.png', createImage('png', { width: 1 }))
  const photo: { name: string; digest: string } | undefined = phone.album.photos[0]
  const thrown: SaveError = new SaveError('unknown', String(photo))
  // @ts-expect-error: what the user is allowed has three states.
  phone.device.permission = 'maybe'
  export const page = phone.runPage<{ save(): Promise<void> }>('Page({})').then((page) => page.save())
  export { thrown }`

const VITEST = `
  import { createTestMy } from 'photosalbum/testing'
  import 'photosalbum/testing/vitest'
  import { expect } from 'vitest'
  expect(createTestMy()).toHaveSaved({ type: 'png', times: 1, width: expect.any(Number) })
  expect(createTestMy()).not.toHaveFailedWith(15)
  // @ts-expect-error: there is no such type of image.
  expect(createTestMy()).toHaveSaved({ type: 'pdf' })`

const JEST = `
  import { createTestMy } from 'photosalbum/testing'
  import 'photosalbum/testing/jest'
  import { phone } from 'photosalbum/testing/global'
  import { expect } from '@jest/globals'
  expect(createTestMy()).toHaveSaved({ type: 'png', times: 1 })
  expect(phone.my).not.toHaveFailedWith({ error: 15, errorMessage: /denied/ })
  // @ts-expect-error: there is no such type of image.
  expect(createTestMy()).toHaveSaved({ type: 'pdf' })`

/** As \`@types/jest\` declares it. */
const JEST_GLOBALS = `
  import { createTestMy } from 'photosalbum/testing'
  import 'photosalbum/testing/jest'
  declare global {
    namespace jest { interface Matchers<R, T = {}> { toBe(expected: T): R } }
    const expect: <T>(actual: T) => jest.Matchers<void, T>
  }
  expect(createTestMy()).toHaveSaved({ type: 'png', times: 1 })`

test('the kit, as a module and as CommonJS, with every declaration checked', () => {
  expect(check('kit', { module: 'node16' }, { 'module.mts': KIT, 'commonjs.cts': KIT })).toBe('')
})

test('the kit, for a bundler', () => {
  expect(check('bundler', { module: 'esnext', moduleResolution: 'bundler' }, { 'a.ts': KIT })).toBe('')
})

test('the matchers of Vitest and Jest', () => {
  const files = { 'vitest.mts': VITEST, 'jest.cts': JEST, 'jest.mts': JEST, 'globals.mts': JEST_GLOBALS }
  expect(check('matchers', { module: 'node16', skipLibCheck: true }, files)).toBe('')
})
