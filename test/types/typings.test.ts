import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

function check(project: string): void {
  const tsc = file('../../node_modules/typescript/bin/tsc')
  const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, '-p', file(project)], { encoding: 'utf8' })
  expect(stdout + stderr).toBe('')
  expect(status).toBe(0)
}

test('C45: an app typed against @mini-types/my compiles against this my', () => check('./app'))

test('a strict project without the types of a page compiles against what is published', () => check('./no-dom'))
