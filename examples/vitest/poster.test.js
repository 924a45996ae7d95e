import { createImage, installMy } from 'photosalbum/testing'
import 'photosalbum/testing/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'

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
  expect(phone).toHaveSaved({ type: 'png', width: 750, height: 1334, times: 1 })
  expect(page.data.tip).toBe('已保存')
})

test('leads a person who refused to the settings', async () => {
  phone.device.permission = 'denied'
  await page.onSavePoster()
  expect(phone).toHaveFailedWith(15)
  expect(phone.screen.shown).toContainEqual(expect.objectContaining({ kind: 'settings' }))
  expect(page.data.tip).toBe('请允许访问相册')
})

test('says so when the storage is full', async () => {
  phone.device.freeStorage = 0
  await page.onSavePoster()
  expect(phone).toHaveFailedWith(16)
  expect(page.data.tip).toBe('手机存储空间不足')
})

test('asks for a newer Alipay where the call does not exist', async () => {
  phone.device.SDKVersion = '1.14.0'
  await page.onSavePoster()
  expect(phone).not.toHaveSaved()
  expect(page.data.tip).toBe('支付宝版本过低，请升级后再保存')
})

test('counts every photo on phones that lose callbacks', async () => {
  phone.device.defects.consecutiveCalls = true
  await page.onSaveAll([POSTER, POSTER, POSTER])
  expect(phone).toHaveSaved({ times: 3 })
  expect(page.data.tip).toBe('已保存 3 张')
})

test('saves a drawing that is base64', async () => {
  const drawing = createImage('png')
  await page.onSaveDrawing(btoa(String.fromCharCode(...drawing)))
  expect(phone).toHaveSaved({ bytes: drawing })
})
