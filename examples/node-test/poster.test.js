import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { assertFailedWith, assertSaved, createImage, installMy } from 'photosalbum/testing'

const POSTER = 'https://cdn.example.com/poster.png'
let phone
let page

beforeEach(async () => {
  phone = installMy()
  phone.network.serve(POSTER, createImage('png', { width: 750, height: 1334 }))
  page = await phone.runPage(() => import('../poster-page/index.js'))
})
afterEach(() => phone.uninstall())

test('saves the poster', async () => {
  await page.onSavePoster()
  assertSaved(phone, { type: 'png', width: 750, height: 1334, times: 1 })
  assert.equal(page.data.tip, '已保存')
})

test('leads a person who refused to the settings', async () => {
  phone.device.permission = 'denied'
  await page.onSavePoster()
  assertFailedWith(phone, 15)
  assert.ok(phone.screen.shown.some(({ kind }) => kind === 'settings'))
  assert.equal(page.data.tip, '请允许访问相册')
})

test('says so when the storage is full', async () => {
  phone.device.freeStorage = 0
  await page.onSavePoster()
  assertFailedWith(phone, 16)
  assert.equal(page.data.tip, '手机存储空间不足')
})

test('asks for a newer Alipay where the call does not exist', async () => {
  phone.device.SDKVersion = '1.14.0'
  await page.onSavePoster()
  assertSaved(phone, { times: 0 })
  assert.equal(page.data.tip, '支付宝版本过低，请升级后再保存')
})

test('counts every photo on phones that lose callbacks', async () => {
  phone.device.defects.consecutiveCalls = true
  await page.onSaveAll([POSTER, POSTER, POSTER])
  assertSaved(phone, { times: 3 })
  assert.equal(page.data.tip, '已保存 3 张')
})

test('saves a drawing that is base64', async () => {
  const drawing = createImage('png')
  await page.onSaveDrawing(Buffer.from(drawing).toString('base64'))
  assertSaved(phone, { bytes: drawing })
})
