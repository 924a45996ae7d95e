/** The compiled programs that open pages receive, without a browser. */
import { expect, onTestFinished, test } from 'vitest'
import { programRequests } from '../../src/dev-server/program-requests.ts'
import { openProject } from '../../src/dev-server/project.ts'
import type { Program } from '../../src/mini-program/types.ts'
import { project } from './project.ts'

const FILES = {
  'app.json': '{ "pages": ["a"] }',
  'a.axml': '<view>first</view>',
  'a.js': 'Page({})',
}

async function open(files: Record<string, string>) {
  const { root, write } = project(files)
  const opened = await openProject(root)
  const read: string[] = []
  const { app, dispose } = programRequests({
    project: () => opened,
    site: root,
    onRead: (path) => read.push(path.slice(root.length + 1)),
  })
  onTestFinished(dispose)
  return {
    write,
    /** The number of times that a file was read. */
    reads: (name: string) => read.filter((path) => path === name).length,
    edit: (page: string, path: string, body: string) =>
      app.request(`/app/${page}/project/${path}`, { method: 'POST', body }),
    discard: (page: string, path: string) => app.request(`/discard/app/${page}/project/${path}`, { method: 'POST' }),
    program: async (page: string) => (await (await app.request(`/program/${page}/project`)).json()) as Program,
  }
}

const textOf = ({ templates }: Program) => JSON.stringify(templates['a.axml'])

test('pages share a compiled program until a file has changed', async () => {
  const { program, reads, write } = await open(FILES)
  const first = await program('page-one')
  const before = reads('a.axml')
  expect(before).toBeGreaterThan(0)
  expect(await program('page-two')).toEqual(first)
  expect(reads('a.axml')).toBe(before)
  write('a.axml', '<view>second, and longer</view>')
  expect(textOf(await program('page-one'))).toContain('second')
  expect(textOf(await program('page-two'))).toContain('second')
  write('mini.project.json', '{ "component2": true }')
  expect((await program('page-two')).component2).toBe(true)
  write('mini.project.json', '{ "component2": false }')
  expect((await program('page-two')).component2).toBe(false)
})

test('an edit of a file in one page does not affect the others', async () => {
  const { program, edit, discard } = await open(FILES)
  await edit('page-one', 'a.axml', '<view>edited</view>')
  const [one, two, again] = await Promise.all([program('page-one'), program('page-two'), program('page-one')])
  expect([one, two, again].map((each) => textOf(each).includes('edited'))).toEqual([true, false, true])
  await discard('page-one', 'a.axml')
  expect(textOf(await program('page-one'))).toContain('first')
})
