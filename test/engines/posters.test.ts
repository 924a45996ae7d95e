import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { sample } from '../setup/counts.ts'
import { type EngineName, isInstalled, launchEngine } from './launch.ts'

/** The globals of the page that functions passed to `evaluate` use. */
declare const photosalbum: typeof import('photosalbum/browser')
declare const html2canvas: typeof import('html2canvas').default
declare const snapdom: typeof import('@zumer/snapdom').snapdom

const engines: readonly EngineName[] = ['Chromium', 'Firefox', 'WebKit like Safari 26']
const script = (path: string) => readFileSync(new URL(`../../node_modules/${path}`, import.meta.url))

describe.each(sample(1, engines))('a page in %s', (engine) => {
  test.skipIf(!isInstalled(engine))(
    'C16: saves what html2canvas and snapdom have made, and photos with their EXIF data',
    async () => {
      const page = await launchEngine(engine, {
        files: {
          '/photo.png': imageOfSize(3000, 1),
          '/html2canvas.js': script('html2canvas/dist/html2canvas.min.js'),
          '/snapdom.js': script('@zumer/snapdom/dist/snapdom.js'),
        },
      })
      onTestFinished(() => page.close())
      const photos = await page.evaluate(savePosters)
      const poster = { type: 'png', width: 200, height: 300, colour: [18, 53, 91, 255] }
      expect(photos).toEqual([
        { ...poster, name: 'html2canvas.png' },
        { ...poster, name: 'snapdom.png' },
        { ...poster, name: 'snapdom blob.png', same: true },
        { ...poster, name: 'bitmap.png' },
        { ...poster, name: 'exif.jpg', type: 'jpeg', colour: expect.any(Array), same: true },
      ])
    },
  )
})

/** Runs in the page. */
async function savePosters() {
  const { blob, canvas, memory, saveImage } = photosalbum
  const load = (src: string) =>
    new Promise((resolve) => {
      const script = Object.assign(document.createElement('script'), { src, onload: resolve })
      document.head.append(script)
    })
  await load('/html2canvas.js')
  await load('/snapdom.js')
  const poster = document.createElement('section')
  poster.style.cssText = 'width: 200px; height: 300px; background: #12355b; color: #fff'
  poster.innerHTML =
    '<h1 style="margin: 0; padding: 40px 20px">山海皆可平</h1><img src="/photo.png" width="60" height="40">'
  document.body.append(poster)
  await poster.querySelector('img')?.decode()

  const album = memory()
  const drawn = await html2canvas(poster, { scale: 1, logging: false })
  await saveImage(canvas(drawn, { name: 'html2canvas' }), { album })
  await saveImage(canvas(await snapdom.toCanvas(poster, { scale: 1, dpr: 1 }), { name: 'snapdom' }), { album })
  const snapshot = await snapdom.toBlob(poster, { type: 'png', scale: 1, dpr: 1 })
  await saveImage(blob(snapshot, { name: 'snapdom blob' }), { album })
  await saveImage(canvas(await createImageBitmap(drawn), { name: 'bitmap' }), { album })

  const jpeg = (await new Promise<Blob | null>((resolve) => drawn.toBlob(resolve, 'image/jpeg'))) as Blob
  // An empty directory of EXIF data, behind the marker that starts the image.
  const exif = [0xff, 0xe1, 0, 22, ...new TextEncoder().encode('Exif\0\0II*\0'), 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  const photo = new File([jpeg.slice(0, 2), Uint8Array.from(exif), jpeg.slice(2)], 'exif.jpg')
  await saveImage(blob(photo), { album })

  const given: Record<string, Blob> = { 'snapdom blob.png': snapshot, 'exif.jpg': photo }
  return Promise.all(
    album.photos.map(async ({ bytes, name, type, width, height }) => {
      const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]))
      const surface = Object.assign(document.createElement('canvas'), { width, height })
      const brush = surface.getContext('2d')
      brush?.drawImage(bitmap, 0, 0)
      const colour = [...(brush?.getImageData(3, 3, 1, 1).data ?? [])]
      const original = given[name] && new Uint8Array(await given[name].arrayBuffer())
      const same = original?.length === bytes.length && original.every((byte, index) => byte === bytes[index])
      return { name, type, width, height, colour, ...(original && { same }) }
    }),
  )
}
