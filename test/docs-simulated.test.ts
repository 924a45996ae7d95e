import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CANVAS_FEATURES } from '../src/mini-program/canvas/features.ts'
import { createPageApis, type PageApisHost } from '../src/mini-program/page-apis.ts'
import { createSensorApis } from '../src/mini-program/sensor-apis.ts'
import { createUnsimulatedApis } from '../src/mini-program/unsimulated-apis.ts'
import type { ApiTable } from '../src/my/api.ts'
import { components as knownComponents } from '../src/my/apis/components.ts'
import { APIS } from '../src/my/apis/index.ts'
import { PHONE_APIS } from '../src/my/apis/phone.ts'
import { createSockets, socketApis } from '../src/my/apis/sockets.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')

/** What a table has in its first column, in code. */
function namesIn(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )
}

/** The members of `my`, with the synchronous method of each. */
const membersOf = (table: ApiTable): string[] =>
  Object.entries(table).flatMap(([name, api]) =>
    'run' in api ? [name, ...(api.sync ? [`${name}Sync`] : [])] : api.make ? [name] : [],
  )

const never = (): never => {
  throw new Error('Nothing is opened.')
}
const pages = Object.keys(createPageApis({ calls: {} } as PageApisHost))
const members = [
  ...membersOf({ ...APIS, ...PHONE_APIS, ...(socketApis(createSockets(never)) as ApiTable) }),
  'canIUse',
  ...Object.keys(CANVAS_FEATURES),
  ...pages,
  ...Object.keys(createSensorApis({ heading: never, isRunning: never }, () => undefined).apis),
  ...Object.keys(createUnsimulatedApis(() => {})),
]

const components = [
  ...read('simulator/src/view/components/index.ts')
    .split('COMPONENTS')[1]!
    .matchAll(/^ {2}'?([\w-]+)'?: \w+,$/gm),
].map(([, tag = '']) => tag)

describe.each([
  ['docs/simulated.md', 'APIs', 'Components'],
  ['docs/simulated.zh-CN.md', 'API', '组件'],
])('%s', (path, apis, tags) => {
  test('C59: has every API that a mini-program finds, and no other', () => {
    expect(namesIn(read(path), apis).toSorted()).toEqual([...new Set(members)].toSorted())
  })

  test('C54: has every component that is drawn, and no other', () => {
    expect(components.length).toBeGreaterThan(25)
    // `page` also stands for what pages can do.
    expect([...Object.keys(knownComponents), 'page'].toSorted()).toEqual(components.toSorted())
    expect(namesIn(read(path), tags).toSorted()).toEqual(components.toSorted())
  })
})
