import { expect, test } from 'vitest'
import { installPackage } from './package.ts'

const packed = installPackage()
packed.copyExample('poster-page')

test('the example for Vitest passes', () => {
  packed.copyExample('vitest')
  expect(packed.run('vitest', 'vitest', 'run')).toMatch(/Tests\s+6 passed \(6\)/)
})

test('the example for Jest passes', () => {
  packed.copyExample('jest')
  expect(packed.run('jest', 'jest')).toMatch(/Tests:\s+6 passed, 6 total/)
})

test('the example for Jest passes in jsdom', () => {
  packed.copyExample('jest')
  expect(packed.run('jest', 'jest', '--env', 'jsdom')).toMatch(/Tests:\s+6 passed, 6 total/)
})

test('the example for node:test passes', () => {
  packed.copyExample('node-test')
  expect(packed.run('node-test', 'node', '--test')).toMatch(/# pass 6\n/)
})
