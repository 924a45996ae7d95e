import qrcode from 'qrcode-generator?raw'

const FOLDER = '../../samples/'

const texts = import.meta.glob<string>('../../samples/**', { query: '?raw', import: 'default', eager: true })

/** The text of each file of the samples, by path. */
export const SAMPLE_FILES: { readonly [path: string]: string } = {
  ...Object.fromEntries(Object.entries(texts).map(([path, text]) => [path.slice(FOLDER.length), text])),
  // The library that the poster imports.
  'poster/qrcode.js': qrcode,
}
