/** 海报的像素尺寸，页面上按比例缩小显示。 */
export const WIDTH = 690
export const HEIGHT = 1000

/** 把商品、价格和二维码画到画布上。 */
export async function drawPoster(canvas, goods, shop) {
  const context = canvas.getContext('2d')
  const [picture, code] = await Promise.all([load(canvas, goods.picture), load(canvas, '/images/code.png')])

  context.fillStyle = '#fffdf8'
  context.fillRect(0, 0, WIDTH, HEIGHT)
  context.drawImage(picture, 0, 0, WIDTH, 640)

  context.fillStyle = '#20261f'
  context.font = 'bold 48px sans-serif'
  context.fillText(goods.name, 44, 726)
  context.fillStyle = '#6b716a'
  context.font = '28px sans-serif'
  context.fillText(goods.note, 44, 774)

  context.fillStyle = '#b4542a'
  context.font = 'bold 34px sans-serif'
  context.fillText('¥', 44, 850)
  context.font = 'bold 60px sans-serif'
  context.fillText((goods.price / 100).toFixed(0), 72, 850)

  context.fillStyle = '#1f6f54'
  context.fillRect(44, 906, 40, 6)
  context.font = 'bold 28px sans-serif'
  context.fillText(shop, 44, 954)

  context.drawImage(code, 466, 736, 180, 180)
  context.fillStyle = '#6b716a'
  context.font = '24px sans-serif'
  context.textAlign = 'center'
  context.fillText('扫码购买', 556, 954)
}

function load(canvas, src) {
  return new Promise((resolve, reject) => {
    const image = canvas.createImage()
    image.onload = () => resolve(image)
    image.onerror = reject
    image.src = src
  })
}
