import { expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../src/dev-server/server.ts'
import { fullTest } from '../setup/counts.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'
import { site } from './site.ts'

const files = {
  'app.json': JSON.stringify({ pages: ['pages/index/index'] }),
  'app.js': `App({ onLaunch() { this.visits = (my.getStorageSync({ key: 'visits' }).data ?? 0) + 1
    my.setStorageSync({ key: 'visits', data: this.visits }) } })`,
  'pages/index/index.axml': `
    <text>visit {{visits}}, keys {{keys}}, {{said}};</text>
    <button onTap="add">Add</button>
    <button onTap="fill">Fill</button>
    <button onTap="clear">Clear</button>`,
  'pages/index/index.js': `Page({
    data: { visits: 0, keys: '', said: '' },
    onLoad() { this.setData({ visits: getApp().visits }); this.show() },
    show(said = '') { this.setData({ keys: my.getStorageInfoSync().keys.sort().join('+'), said }) },
    async add() {
      await my.setStorage({ key: 'city', data: { name: '杭州' } })
      this.show(my.getStorageSync({ key: 'city' }).data.name)
    },
    fill() {
      const long = my.setStorageSync({ key: 'long', data: 'x'.repeat(300000) }).error
      let full
      for (let at = 0; !full; at++) full = my.setStorageSync({ key: 'k' + at, data: 'x'.repeat(200000) }).error
      this.show(long + ' ' + full)
    },
    clear() { my.clearStorageSync(); this.show('empty') },
  })`,
}

/** C59: the app accesses its storage synchronously, although it runs in a worker. */
test('C59: storage is synchronous, has the documented limits, and survives a reload', async () => {
  const { page, phone, tap } = await openPhone({ target: project(files).root })
  const says = (text: string) => phone.getByText(text).waitFor()
  await says('visit 1, keys visits, ;')
  await tap('Add')
  await says('visit 1, keys city+visits, 杭州;')
  await page.reload()
  await says('visit 2, keys city+visits, ;')
  await tap('Fill')
  await says('14 12;')
  await tap('Clear')
  await says('keys , empty;')
  await page.reload()
  await says('visit 1, keys visits, ;')
})

fullTest('C59: a project cannot access the storage of another one with the same origin', async () => {
  // The first server ends while its page waits for changes.
  const first = await openPhone({ target: project(files).root, expected: /ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION/ })
  await first.tap('Add')
  await first.phone.getByText('keys city+visits').waitFor()
  await first.simulator.close()
  const { port } = first.simulator
  const second = await startSimulator({ port, site, target: project(files).root })
  onTestFinished(() => second.close())
  expect(second.port).toBe(port)
  await first.page.goto('about:blank')
  await first.page.goto(second.url)
  await first.phone.getByText('visit 1, keys visits, ;').waitFor()
})
