import { lazyImport } from '../../util/async.ts'
import { type Api, type ApiTable, positiveNumber } from '../api.ts'
import type { AsyncApi, OptionalApi } from '../call.ts'
import { SCAN_CANCELLED } from '../codes.ts'
import { answerOf } from './answers.ts'
import { cancelled } from './choices.ts'

export type ChooseImage = OptionalApi<
  { count?: number; sizeType?: string[]; sourceType?: ('camera' | 'album')[] },
  { apFilePaths: string[]; tempFilePaths: string[]; tempFiles: { path: string; size: number }[] }
>
export type CompressImage = AsyncApi<
  { apFilePaths: string[]; compressLevel?: 0 | 1 | 2 | 3 | 4 },
  { apFilePaths: string[] }
>
export type GenerateImageFromCode = AsyncApi<
  { code: string; format: 'QRCODE'; width: number; correctLevel?: 'L' | 'M' | 'Q' | 'H'; codeColor?: string },
  { image: string }
>
export type Scan = OptionalApi<
  { scanType?: string[]; hideAlbum?: boolean },
  { code: string; qrCode?: string; barCode?: string; scanType: string; result: string; imageChannel: string }
>

const implementation = lazyImport(() => import('./picture-calls.ts'))

const SOURCES = ['camera', 'album'] as const

/** Chosen pictures are copied to temporary files. */
const chooseImage: Api<'count' | 'sourceType'> = {
  options: ['count', 'sourceType'],
  ignores: ['sizeType'],
  returns: ['apFilePaths', 'tempFilePaths', 'tempFiles'],
  async run({ count, sourceType }, call, context) {
    const wanted = Array.isArray(sourceType) ? SOURCES.filter((source) => sourceType.includes(source)) : SOURCES
    const chosen = await answerOf(call, context, 'chooseImage', 'chooseImages', {
      count: Math.trunc(positiveNumber(count, 1)) || 1,
      sources: wanted.length > 0 ? wanted : SOURCES,
    })
    if (!chosen || chosen.length === 0) throw cancelled('chooseImage')
    return (await implementation()).keepPictures(chosen, call, context)
  },
}

const compressImage: Api<'apFilePaths' | 'compressLevel'> = {
  since: '1.4.0',
  options: ['apFilePaths', 'compressLevel'],
  returns: ['apFilePaths'],
  run: async (input, call, context) => (await implementation()).compress(input, call, context),
}

const generateImageFromCode: Api<'code' | 'format' | 'width' | 'correctLevel' | 'codeColor'> = {
  since: '1.14.0',
  options: ['code', 'format', 'width', 'correctLevel', 'codeColor'],
  values: { format: ['QRCODE'], correctLevel: ['L', 'M', 'Q', 'H'] },
  returns: ['image'],
  run: async (input) => (await implementation()).generateCode(input),
}

const scan: Api<'scanType' | 'hideAlbum'> = {
  options: ['scanType', 'hideAlbum'],
  returns: ['code', 'qrCode', 'barCode', 'scanType', 'result', 'imageChannel'],
  async run({ scanType, hideAlbum }, call, context) {
    const types: unknown[] = Array.isArray(scanType) ? scanType : ['qrCode', 'barCode']
    const scanned = await answerOf(call, context, 'scan', 'scan', {
      types: types.filter((type) => typeof type === 'string'),
      hideAlbum: hideAlbum === true,
    })
    if (!scanned) throw cancelled('scan', SCAN_CANCELLED)
    const { code, type = 'qrCode' } = scanned
    return {
      code,
      [type]: code,
      scanType: type === 'qrCode' ? 'QRCODE' : 'BARCODE',
      result: code,
      imageChannel: 'camera',
    }
  },
}

export const apis: ApiTable = { chooseImage, compressImage, generateImageFromCode, scan }
