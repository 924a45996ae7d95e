import { blob, canvas, memory, type SaveError, saveImage } from 'photosalbum/browser'
import { expect, test } from 'vitest'
import { localize } from '../../src/i18n/localize.ts'

function drawn(): HTMLCanvasElement {
  const element = Object.assign(document.createElement('canvas'), { width: 30, height: 20 })
  const context = element.getContext('2d') as CanvasRenderingContext2D
  context.fillStyle = 'red'
  context.fillRect(5, 5, 10, 10)
  return element
}

async function save(...given: Parameters<typeof canvas>) {
  const album = memory()
  const { photo } = await saveImage(canvas(...given), { album })
  const bytes = album.photos[0]?.bytes as Uint8Array<ArrayBuffer>
  return { photo, bytes, bitmap: await createImageBitmap(new Blob([bytes])) }
}

test('C16: a <canvas>, an OffscreenCanvas and an ImageBitmap become photos with the same pixels', async () => {
  const element = drawn()
  const offscreen = new OffscreenCanvas(30, 20)
  offscreen.getContext('2d')?.drawImage(element, 0, 0)
  const expected = [...(element.getContext('2d')?.getImageData(0, 0, 30, 20).data ?? [])]
  for (const drawing of [element, offscreen, await createImageBitmap(element)]) {
    const { photo, bitmap } = await save(drawing, { name: '海报' })
    expect(photo).toMatchObject({ name: '海报.png', type: 'png', width: 30, height: 20 })
    const read = new OffscreenCanvas(30, 20).getContext('2d') as OffscreenCanvasRenderingContext2D
    read.drawImage(bitmap, 0, 0)
    expect([...read.getImageData(0, 0, 30, 20).data]).toEqual(expected)
  }
})

test('the format, the quality and the name can be set', async () => {
  const low = await save(drawn(), { type: 'jpeg', quality: 0.1 })
  const high = await save(drawn(), { type: 'jpeg', quality: 1 })
  expect(low.photo).toMatchObject({ type: 'jpeg', name: expect.stringMatching(/^IMG_\d{8}_\d{6}\.jpg$/) })
  expect(low.bytes.length).toBeLessThan(high.bytes.length)
  expect((await save(drawn(), { type: 'webp' })).photo.type).toBe('webp')
})

test('a canvas may be saved again after it was changed', async () => {
  const element = drawn()
  const source = canvas(element)
  const album = memory()
  await saveImage(source, { album })
  element.getContext('2d')?.clearRect(0, 0, 30, 20)
  await saveImage(source, { album })
  expect(album.photos).toHaveLength(2)
  expect(album.photos[0]?.bytes).not.toEqual(album.photos[1]?.bytes)
})

test('a canvas with an image of another origin is reported with the remedy', async () => {
  const element = drawn()
  element.toBlob = () => {
    throw new DOMException('Tainted canvases may not be exported.', 'SecurityError')
  }
  await expect(save(element)).rejects.toMatchObject({
    reason: 'unsupported-path',
    message: expect.stringContaining('crossOrigin = "anonymous"'),
    details: { code: 'canvas-tainted' },
  })
})

const closedBitmap = await createImageBitmap(new ImageData(1, 1))
closedBitmap.close()

test.each([
  ['an empty canvas', Object.assign(document.createElement('canvas'), { width: 0 }), 'This canvas of 0 × 150 pixels'],
  ['a string', 'canvas', 'The canvas is "canvas". Pass a <canvas>, an OffscreenCanvas or an ImageBitmap.'],
  ['nothing', undefined, 'The canvas is undefined.'],
  ['an <img>, which would lose its EXIF data', new Image(), 'Save its file as it is: use network(image.src)'],
  ['pixels', new ImageData(1, 1), 'Pass a <canvas>, an OffscreenCanvas or an ImageBitmap.'],
  ['a canvas without a context', new OffscreenCanvas(10, 10), 'This canvas of 10 × 10 pixels cannot be encoded. Draw'],
  ['a closed bitmap', closedBitmap, 'The ImageBitmap was closed.'],
])('%s is reported', async (_, drawing, message) => {
  await expect(save(drawing as HTMLCanvasElement)).rejects.toMatchObject({
    reason: 'unsupported-path',
    message: expect.stringContaining(message),
  })
})

test('invalid options are rejected when the source is created', () => {
  expect(() => canvas(drawn(), { type: 'gif' as never })).toThrow(
    'canvas: type is "gif". Pass "jpeg" or "png" or "webp".',
  )
  expect(() => canvas(drawn(), { quality: 90 })).toThrow('canvas: quality is 90. Pass a number from 0 to 1.')
})

test('C18: an aborted save leaves nothing in the album', async () => {
  const album = memory()
  const saving = saveImage(canvas(drawn()), { album, signal: AbortSignal.abort() })
  await expect(saving).rejects.toMatchObject({ reason: 'cancelled' })
  expect(album.photos).toEqual([])
  expect((await saveImage(blob(await toBlob(drawn())), { album })).photo.type).toBe('png')
})

const toBlob = (element: HTMLCanvasElement) =>
  new Promise<Blob>((resolve, reject) => element.toBlob((encoded) => (encoded ? resolve(encoded) : reject())))

test('a drawing and data that were passed without their source are refused with its name', async () => {
  const errorOf = (source: unknown) =>
    saveImage(source as never, { album: memory() }).catch((error: SaveError) => error) as Promise<SaveError>
  const element = drawn()
  const bitmap = await createImageBitmap(element)
  for (const [given, kind, instead] of [
    [element, 'an HTMLCanvasElement', 'canvas(element)'],
    [new OffscreenCanvas(3, 2), 'an OffscreenCanvas', 'canvas(element)'],
    [bitmap, 'an ImageBitmap', 'canvas(bitmap)'],
    [new Image(), 'an HTMLImageElement', 'network(image.src)'],
    [new Blob([]), 'a Blob', 'blob(data)'],
    [new File([], 'a.png'), 'a File', 'blob(data)'],
  ] as const) {
    const error = await errorOf(given)
    expect(error.message).toBe(`The image is ${kind}, not a source. Pass ${instead}.`)
    expect(await localize(error, 'zh')).toBe(`传入的是 ${kind.split(' ')[1]}，不是图片来源。请改用 ${instead}。`)
    if (given instanceof Blob) continue
    const fromBlob = await errorOf(blob(given as never))
    expect(fromBlob.message).toBe(`The image data is ${kind}. Pass ${instead} in place of blob.`)
    expect(await localize(fromBlob, 'zh')).toBe(`图片数据的值为 ${kind.split(' ')[1]}。请用 ${instead} 代替 blob。`)
  }
})
