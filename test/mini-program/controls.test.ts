import { expect, test, vi } from 'vitest'
import { type ControlsHost, createControls } from '../../src/mini-program/controls.ts'
import type { Json, ViewUpdate } from '../../src/mini-program/types.ts'
import { type Files, onePage, openApp } from './setup/open-app.ts'

const PAGE = `Page({
  data: { log: [], locked: '' },
  hear(event) { this.setData({ log: [...this.data.log, event.type + ' ' + JSON.stringify(event.detail)] }) },
})`

/** Opens a page whose controls respond to taps. */
async function openControls(files: Files, more: Partial<ControlsHost> = {}) {
  const updates: ViewUpdate[] = []
  const shown: ViewUpdate[] = []
  const reports: string[] = []
  let apply = (update: ViewUpdate): void => {
    updates.push(update)
  }
  const app = await openApp(files, { render: (update) => apply(structuredClone(update)) })
  const controls = createControls({
    program: app.app,
    render: (update) => shown.push(update),
    report: (_, { message }) => reports.push(message),
    ...more,
  })
  apply = (update) => controls.apply(update)
  for (const update of updates) controls.apply(update)
  const send = async (id: string, type: string, detail?: Json) => {
    const [node = 0] = app.app.select(`#${id}`)
    const page = app.view.stack.at(-1)!.page
    controls.dispatch({ page, node, type, ...(detail !== undefined && { detail }) })
    await app.app.idle()
  }
  return {
    ...app,
    shown,
    reports,
    tap: (id: string) => send(id, 'tap'),
    input: (id: string, value: Json) => send(id, 'input', { value }),
    log: () => app.app.stack.at(-1)!.instance.data.log as string[],
  }
}

test('C54: checkboxes, radios and switches change on a tap, and notify their group', async () => {
  const { tap, log } = await openControls(
    onePage(
      `<checkbox-group onChange="hear"><checkbox id="a" value="A" /><checkbox id="b" value="B" checked /></checkbox-group>
      <radio-group onChange="hear"><radio id="x" value="X" checked /><radio id="y" value="Y" /></radio-group>
      <switch id="s" onChange="hear" /><switch id="d" disabled onChange="hear" />`,
      PAGE,
    ),
  )
  for (const id of ['a', 'b', 'y', 'y', 's', 's', 'd']) await tap(id)
  expect(log()).toEqual([
    'change {"value":["A","B"]}',
    'change {"value":["A"]}',
    'change {"value":"Y"}',
    'change {"value":true}',
    'change {"value":false}',
  ])
})

// Official page: switch, controlled.
test('C54: a controlled switch shows only the value that the app sets', async () => {
  const { tap, log } = await openControls(
    onePage(
      '<switch id="s" controlled checked="{{on}}" onChange="hear" /><view id="on" onTap="on" />',
      PAGE.replace('hear(event)', 'on() { this.setData({ on: true }) }, hear(event)'),
    ),
  )
  for (const id of ['s', 's', 'on', 's']) await tap(id)
  expect(log()).toEqual(['change {"value":true}', 'change {"value":true}', 'change {"value":false}'])
})

// Official page: button, getAuthorize.
test('C54: a button that requests user data emits the answer and the data', async () => {
  const answers = [true, true, false]
  const { tap, log, app } = await openControls(
    onePage(
      `<button id="user" open-type="getAuthorize" scope="userInfo" onGetAuthorize="hear" onGetUserInfo="hear" onError="hear" />
      <button id="phone" open-type="getAuthorize" scope="phoneNumber" onGetPhoneNumber="hear" />`,
      PAGE,
    ),
    {
      authorize: async () => answers.shift() ?? false,
      my: {
        getOpenUserInfo: async () => ({ response: '{"response":{"code":"10000","nickName":"Li","avatar":"a.png"}}' }),
        getPhoneNumber: async () => ({ response: '{"response":"c2VjcmV0"}' }),
      },
    },
  )
  const heard = [
    'getAuthorize {}',
    'getUserInfo {"userInfo":{"avatar":"a.png","nickName":"Li"}}',
    'getPhoneNumber {"encryptedData":"c2VjcmV0","sign":""}',
    'error {"type":"getAuthorize","errorMessage":"用户取消授权"}',
  ]
  for (const [index, id] of ['user', 'phone', 'user'].entries()) {
    await tap(id)
    await vi.waitFor(async () => {
      await app.idle()
      expect(log()).toEqual(heard.slice(0, index + 2))
    })
  }
})

test('C54: a refused button fails as on a phone, and requests nothing without a handler', async () => {
  const calls: string[] = []
  const { tap, log, app } = await openControls(
    onePage(
      `<button id="user" open-type="getAuthorize" scope="userInfo" onGetAuthorize="hear" />
      <button id="phone" open-type="getAuthorize" scope="phoneNumber" onGetPhoneNumber="hear" onError="hear" />`,
      PAGE,
    ),
    {
      authorize: async () => true,
      my: {
        getOpenUserInfo: async () => calls.push('getOpenUserInfo'),
        getPhoneNumber: async () => {
          throw { error: 12, errorMessage: 'no network' }
        },
      },
    },
  )
  await tap('user')
  await tap('phone')
  await vi.waitFor(async () => {
    await app.idle()
    expect(log()).toEqual(['getAuthorize {}', 'error {"type":"getAuthorize","errorMessage":"no network"}'])
  })
  expect(calls).toEqual([])
})

test('C54: a form collects the values of its controls, and resets them', async () => {
  const { tap, input, log } = await openControls(
    onePage(
      `<form onSubmit="hear" onReset="hear">
        <input id="name" name="name" value="first" />
        <switch id="on" name="on" />
        <checkbox-group name="colours"><checkbox value="red" checked /><checkbox id="blue" value="blue" /></checkbox-group>
        <button id="send" form-type="submit">Send</button><button id="clear" form-type="reset">Clear</button>
      </form>`,
      PAGE,
    ),
  )
  await input('name', 'second')
  await tap('on')
  await tap('blue')
  await tap('send')
  await tap('clear')
  await tap('send')
  const values = log().map((entry) => entry.replace(/,"buttonTarget.*/, '}'))
  expect(values).toEqual([
    'submit {"value":{"name":"second","on":true,"colours":["red","blue"]}}',
    'reset {}',
    'submit {"value":{"name":"first","on":false,"colours":["red"]}}',
  ])
})

test('C54: a label activates its control, and a disabled button does nothing', async () => {
  const { tap, log } = await openControls(
    onePage(
      `<label id="inside"><checkbox value="A" onChange="hear" /><text>inside</text></label>
      <label id="outside" for="other">outside</label><switch id="other" onChange="hear" />
      <button id="off" disabled onTap="hear">off</button>`,
      PAGE,
    ),
  )
  for (const id of ['inside', 'outside', 'off']) await tap(id)
  expect(log()).toEqual(['change {"value":true}', 'change {"value":true}'])
})

test('C54: taps on a disabled control bubble to its parent, those on a disabled button do not', async () => {
  const { tap, log, app } = await openControls({
    ...onePage(
      `<view onTap="hear"><input id="search" disabled /><textarea id="text" disabled /><switch id="switch" disabled /></view>
      <view onTap="hear"><button id="button" disabled>Button</button></view>
      <navigator url="/pages/two/two"><input id="link" disabled /></navigator>`,
      PAGE,
    ),
    'app.json': { pages: ['pages/index/index', 'pages/two/two'] },
    'pages/two/two.axml': '<view>two</view>',
    'pages/two/two.js': 'Page({})',
  })
  for (const id of ['search', 'text', 'switch', 'button']) await tap(id)
  expect(log()).toEqual(['tap {}', 'tap {}', 'tap {}'])
  await tap('link')
  await expect.poll(() => app.stack.map(({ route }) => route)).toEqual(['pages/index/index', 'pages/two/two'])
})

test('C54: a controlled input shows only the value that the app sets', async () => {
  const { input, shown, app } = await openControls(
    onePage(`<input id="locked" value="{{locked}}" controlled onInput="hear" />`, PAGE),
  )
  await input('locked', 'typed')
  const [node] = app.select('#locked')
  await expect
    .poll(() => shown.at(-1))
    .toMatchObject({ patches: [{ op: 'call', id: node, method: 'setValue', arguments: [''] }] })
})

test('C58: a navigator opens its page, and reports one that does not exist', async () => {
  const { tap, app, reports } = await openControls({
    ...onePage(`<navigator id="go" url="/pages/two/two?a=1">go</navigator>
      <navigator id="lost" url="/pages/none/none">lost</navigator>`),
    'app.json': { pages: ['pages/index/index', 'pages/two/two'] },
    'pages/two/two.axml': '<view>two</view>',
    'pages/two/two.js': 'Page({})',
  })
  await tap('lost')
  await expect.poll(() => reports).toEqual([expect.stringContaining('/pages/none/none')])
  await tap('go')
  await expect.poll(() => app.stack.map(({ route }) => route)).toEqual(['pages/index/index', 'pages/two/two'])
  expect(app.stack.at(-1)?.query).toEqual({ a: '1' })
})
