import { withGoods } from './cart'

const KEY = 'orders'

export async function loadOrders() {
  const { data } = await my.getStorage({ key: KEY })
  return Array.isArray(data) ? data.map((order) => ({ ...order, lines: withGoods(order.lines) })) : []
}

/** 下单：买下选中的商品，返回订单号。 */
export async function placeOrder(lines, { remark, delivery, total }) {
  const { data } = await my.getStorage({ key: KEY })
  const orders = Array.isArray(data) ? data : []
  const number = `CS${Date.now().toString().slice(-8)}`
  const order = { number, remark, delivery, total, lines: lines.map(({ id, spec, count }) => ({ id, spec, count })) }
  await my.setStorage({ key: KEY, data: [order, ...orders] })
  return number
}
