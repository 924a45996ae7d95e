import qrcode from './qrcode'

const WIDTH = 600
const HEIGHT = 880

/** Draws the poster with the API of `my.createCanvasContext`. */
export function drawPoster(context, { title, subtitle, when, link }) {
  const sky = context.createLinearGradient(0, 0, WIDTH, HEIGHT)
  sky.addColorStop(0, '#1d2b64')
  sky.addColorStop(0.55, '#6a4c93')
  sky.addColorStop(1, '#f8a37b')
  context.setFillStyle(sky)
  context.fillRect(0, 0, WIDTH, HEIGHT)

  drawSun(context, 430, 300)
  drawHills(context)

  context.setFillStyle('#ffffff')
  context.setTextAlign('left')
  context.setTextBaseline('alphabetic')
  context.font = 'bold 76px sans-serif'
  context.fillText(title, 48, 140)
  context.font = '28px sans-serif'
  context.fillText(subtitle, 52, 192)
  context.font = 'bold 44px sans-serif'
  context.fillText(when, 48, 786)
  context.font = '24px sans-serif'
  context.setGlobalAlpha(0.85)
  context.fillText('长按识别二维码', 48, 830)
  context.setGlobalAlpha(1)

  drawCode(context, link, 408, 688, 144)
}

function drawSun(context, x, y) {
  const glow = context.createRadialGradient(x, y, 10, x, y, 190)
  glow.addColorStop(0, 'rgba(255, 236, 200, 0.95)')
  glow.addColorStop(0.35, 'rgba(255, 190, 130, 0.75)')
  glow.addColorStop(1, 'rgba(255, 170, 120, 0)')
  context.setFillStyle(glow)
  context.beginPath()
  context.arc(x, y, 190, 0, Math.PI * 2)
  context.fill()
}

function drawHills(context) {
  const layers = [
    ['rgba(44, 36, 92, 0.55)', 520, 60, 0.9],
    ['rgba(33, 27, 74, 0.75)', 580, 44, 2.2],
    ['#171239', 640, 30, 3.7],
  ]
  for (const [color, base, height, phase] of layers) {
    context.setFillStyle(color)
    context.beginPath()
    context.moveTo(0, HEIGHT)
    for (let x = 0; x <= WIDTH; x += 12) {
      context.lineTo(x, base + height * Math.sin(x / 95 + phase) + (height / 2) * Math.sin(x / 37 + phase * 2))
    }
    context.lineTo(WIDTH, HEIGHT)
    context.closePath()
    context.fill()
  }
}

function drawCode(context, text, x, y, size) {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const margin = 12
  const cell = (size - 2 * margin) / count
  context.setFillStyle('#ffffff')
  context.fillRect(x, y, size, size)
  context.setFillStyle('#171239')
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      // Slightly larger than a cell, so that no seams are visible.
      if (code.isDark(row, column)) context.fillRect(x + margin + column * cell, y + margin + row * cell, cell + 0.4, cell + 0.4)
    }
  }
}
