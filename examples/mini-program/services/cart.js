import { findGoods } from '../data/goods'

const KEY = 'cart'

/** 购物车：[{ id, spec, count, checked }]，存在本地缓存里。 */
export async function loadCart() {
  const { data } = await my.getStorage({ key: KEY })
  return Array.isArray(data) ? data : []
}

export async function saveCart(lines) {
  await my.setStorage({ key: KEY, data: lines })
}

export async function addToCart(id, spec, count) {
  const lines = await loadCart()
  const same = lines.find((line) => line.id === id && line.spec === spec)
  if (same) same.count += count
  else lines.push({ id, spec, count, checked: true })
  await saveCart(lines)
}

/** 带上商品信息，供页面显示。 */
export const withGoods = (lines) => lines.map((line) => ({ ...line, goods: findGoods(line.id) }))

export const totalOf = (lines) =>
  lines.reduce((sum, { id, count, checked }) => sum + (checked ? findGoods(id).price * count : 0), 0)
