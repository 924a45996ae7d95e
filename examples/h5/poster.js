/** Draws the poster: the same words make the same picture. */
export function drawPoster(canvas, line) {
  const { width, height } = canvas
  const brush = canvas.getContext('2d')

  const sky = brush.createLinearGradient(0, 0, 0, height)
  sky.addColorStop(0, '#12355b')
  sky.addColorStop(0.55, '#e8833a')
  sky.addColorStop(1, '#f9d9a0')
  brush.fillStyle = sky
  brush.fillRect(0, 0, width, height)

  brush.fillStyle = '#fff3d6'
  brush.beginPath()
  brush.arc(width / 2, height * 0.52, 110, 0, Math.PI * 2)
  brush.fill()

  for (const [top, colour] of [
    [0.6, '#7a4a5b'],
    [0.7, '#4a3a56'],
    [0.82, '#23283f'],
  ]) {
    brush.fillStyle = colour
    brush.beginPath()
    brush.moveTo(0, height)
    for (let x = 0; x <= width; x += 5) {
      brush.lineTo(x, height * top + 28 * Math.sin(x / (60 + top * 90) + top * 20) + 12 * Math.sin(x / 23 + top * 9))
    }
    brush.lineTo(width, height)
    brush.fill()
  }

  brush.fillStyle = '#fff'
  brush.textAlign = 'center'
  brush.font = '600 64px "Songti SC", "Noto Serif CJK SC", serif'
  brush.fillText(line, width / 2, height * 0.2, width - 80)
  brush.font = '28px system-ui, sans-serif'
  brush.fillText(new Date().toLocaleDateString('zh-CN', { dateStyle: 'long' }), width / 2, height * 0.26)
}
