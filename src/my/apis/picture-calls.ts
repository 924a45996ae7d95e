import { encode } from 'uqr'
import type { SaveErrorDetails } from '../../core/error-details.ts'
import type { Source } from '../../core/types.ts'
import { blob } from '../../sources/blob.ts'
import { formatValue } from '../../util/format.ts'
import type { Context } from '../api.ts'
import { ApiError, type Call, type Input } from '../call.ts'
import { INVALID_PARAMETER } from '../codes.ts'
import { checkPath } from '../sources.ts'
import { encodePng } from './png.ts'

/** The implementation of the APIs that make pictures, loaded when one of them is called. */

export async function keepPictures(chosen: readonly Source[], { signal }: Call, { files }: Context): Promise<object> {
  const tempFiles: { path: string; size: number }[] = []
  for (const source of chosen) {
    const path = await files.receive(source, signal)
    tempFiles.push({ path, size: (await files.stat(path)).size })
  }
  const paths = tempFiles.map(({ path }) => path)
  return { apFilePaths: paths, tempFilePaths: [...paths], tempFiles }
}

/** The JPEG quality for each level. Level 3 does not compress, and 4 depends on the network, which is good here. */
const QUALITIES = [0.4, 0.65, 0.85, undefined, 0.85]

/** Where pictures cannot be encoded, as on Node, the result is a copy of the file. */
export async function compress(
  { apFilePaths, compressLevel = 4 }: Input<'apFilePaths' | 'compressLevel'>,
  call: Call,
  context: Context,
): Promise<object> {
  if (!Array.isArray(apFilePaths)) {
    throw new ApiError(INVALID_PARAMETER, 'my.compressImage: apFilePaths is missing: pass a list of paths.', {
      details: { code: 'option-missing', api: 'compressImage', option: 'apFilePaths', expects: 'list' },
    })
  }
  const quality = QUALITIES[Number(compressLevel)]
  const compressed: string[] = []
  for (const path of apFilePaths) {
    const { source } = await checkPath(path, 'apFilePaths', context)
    const copy = await context.files.receive(source, call.signal)
    if (quality === undefined || typeof OffscreenCanvas === 'undefined') compressed.push(copy)
    else compressed.push(await recompress(copy, quality, call, context))
  }
  return { apFilePaths: compressed }
}

/** Keeps the smaller of both pictures, since a small PNG may become larger as a JPEG. */
async function recompress(path: string, quality: number, { signal }: Call, { files }: Context): Promise<string> {
  const original = await files.read(path)
  const picture = await createImageBitmap(new Blob([original])).catch(() => undefined)
  if (!picture) return path
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  picture.close()
  const smaller = await canvas.convertToBlob({ type: 'image/jpeg', quality })
  return smaller.size < original.length ? await files.receive(blob(smaller), signal) : path
}

const LEVELS = ['L', 'M', 'Q', 'H'] as const
const BAD_PARAMETER = 102
const NO_CODE = 103
/** The quiet zone that QR scanners need, in modules. */
const BORDER = 4
/** In pixels. */
const MAX_WIDTH = 2048

/** A QR code as a `data:` URL. */
export async function generateCode({
  code,
  format,
  width,
  correctLevel = 'H',
  codeColor = '#000000',
}: Input<'code' | 'format' | 'width' | 'correctLevel' | 'codeColor'>): Promise<object> {
  if (typeof code !== 'string' || code === '')
    throw codeError(BAD_PARAMETER, 'code is missing: pass a text.', {
      code: 'option-missing',
      api: CODE,
      option: 'code',
    })
  if (format !== 'QRCODE') throw badOption('format', format, 'QRCODE')
  const size = Math.trunc(Number(width))
  if (!(size > 0 && size <= MAX_WIDTH)) throw badOption('width', width, `1–${MAX_WIDTH}`)
  const ecc = LEVELS.find((level) => level === correctLevel) ?? 'H'
  const color = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(String(codeColor))
  if (!color) throw badOption('codeColor', codeColor, '#rrggbb')
  let modules: readonly (readonly boolean[])[]
  try {
    modules = encode(code, { ecc, border: BORDER }).data
  } catch {
    throw codeError(NO_CODE, 'the code is too long for a QR code.', { code: 'qr-code-too-long', api: CODE })
  }
  const isDark = (x: number, y: number) =>
    modules[Math.floor((y * modules.length) / size)]?.[Math.floor((x * modules.length) / size)] === true
  const rgb = color.slice(1).map((part) => Number.parseInt(part, 16)) as [number, number, number]
  return { image: await encodePng(size, isDark, rgb) }
}

const CODE = 'generateImageFromCode'

/** Failures of `my.generateImageFromCode` have their own codes. */
const codeError = (error: number, message: string, details: SaveErrorDetails): ApiError =>
  new ApiError(error, `my.${CODE}: ${message}`, { details })

function badOption(option: string, given: unknown, expected: string): ApiError {
  const value = formatValue(given)
  const details = { code: 'option-invalid', api: CODE, option, value, expected } as const
  return codeError(BAD_PARAMETER, `${option} is ${value}, and must be ${expected}.`, details)
}
