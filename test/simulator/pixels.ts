import sharp from 'sharp'
import { contentOf } from '../fixtures/browser.ts'
import { openPhone, type PhoneOptions, SAVE } from './open-phone.ts'
import { project } from './project.ts'

export const RED = [255, 0, 0]
export const GREEN = [0, 128, 0]
export const BLUE = [0, 0, 255]
export const WHITE = [255, 255, 255]
export const BLACK = [0, 0, 0]

/** A picture with a single colour. */
export const picture = (colour: string): Promise<Buffer> =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: colour } })
    .png()
    .toBuffer()

/** A picture of 60 × 40, red on the left and black on the right. */
export const half = (): Promise<Buffer> =>
  sharp({ create: { width: 30, height: 40, channels: 3, background: 'red' } })
    .extend({ right: 30, background: 'black' })
    .png()
    .toBuffer()

/** A network of pictures: `/red.png` is red. */
export const colours: typeof fetch = async (address) => {
  const colour = /^\/(\w+)\.png$/.exec(new URL(String(address)).pathname)?.[1]
  return colour ? new Response(new Uint8Array(await picture(colour))) : new Response('gone', { status: 404 })
}

/** A page that draws, on a phone with permission to save. */
export async function openPage(script: string, { link = '', ...options }: PhoneOptions = {}, files = {}) {
  const { root } = project({
    'page.js': script,
    'page.axml': '<canvas id="board" width="60" height="40" /><button onTap="save">save</button>',
    ...files,
  })
  const opened = await openPhone({ target: root, link: `permission=granted&${link}`, fetch: colours, ...options })
  const board = opened.phone.getByRole('img', { name: 'Canvas board' })
  return {
    ...opened,
    /** The colour of a pixel of the canvas on the phone, once it is drawn. */
    shown: (x: number, y: number) =>
      board.evaluate(
        (canvas, [left, top]) => [
          ...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(left, top, 1, 1).data,
        ],
        [x, y] as const,
      ),
  }
}

/** The pixels of the photo that a page has saved. */
export async function savedPhoto(opened: Awaited<ReturnType<typeof openPhone>>, nth = 0) {
  const { calls, openPhotos, photos, page, phone } = opened
  await calls(SAVE).nth(nth).getByText('succeeded').waitFor()
  await openPhotos()
  await photos.first().click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    phone.getByRole('link', { name: 'Download' }).click(),
  ])
  const { data, info } = await sharp(await contentOf(download))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
  return { pixel, name: download.suggestedFilename(), width: info.width, height: info.height }
}

/** Runs a page's code. Returns the pixels of the photo that it has saved. */
export async function photoOf(script: string) {
  const opened = await openPage(script, {}, { 'page.axml': '<canvas id="board" />' })
  return { ...opened, ...(await savedPhoto(opened)) }
}
