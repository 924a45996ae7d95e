import { createCanvas, GlobalFonts } from '@napi-rs/canvas'

const WIDTH = 750
const HEIGHT = 1000
const MARGIN = 60

// A server has few fonts. Add one with Chinese characters: GlobalFonts.registerFromPath('fonts/NotoSansSC.otf', 'Poster')
const FONT = GlobalFonts.has('Poster') ? 'Poster' : 'sans-serif'

/** Draws a poster and returns it as a PNG. */
export function drawPoster({ title, price }) {
  const canvas = createCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d')
  const background = context.createLinearGradient(0, 0, WIDTH, HEIGHT)
  background.addColorStop(0, '#1677ff')
  background.addColorStop(1, '#0e4fb3')
  context.fillStyle = background
  context.fillRect(0, 0, WIDTH, HEIGHT)

  context.fillStyle = '#ffffff'
  context.font = `bold 64px ${FONT}`
  let y = 320
  for (const line of wrap(context, title, WIDTH - 2 * MARGIN)) {
    context.fillText(line, MARGIN, y)
    y += 84
  }
  context.font = `bold 96px ${FONT}`
  context.fillText(`¥${price.toFixed(2)}`, MARGIN, HEIGHT - 120)
  return canvas.encode('png')
}

/** Breaks a text into lines that fit. Chinese breaks anywhere, other words at spaces. */
function wrap(context, text, width) {
  const lines = ['']
  for (const piece of text.match(/[\x21-\x7e]+|\s|./gu) ?? []) {
    const line = lines[lines.length - 1] + piece
    if (context.measureText(line).width > width && lines[lines.length - 1] !== '') lines.push(piece.trim())
    else lines[lines.length - 1] = line
  }
  return lines
}
