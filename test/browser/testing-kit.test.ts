import { createImage } from 'photosalbum/testing'
import { expect, test } from 'vitest'
import { testEverywhere } from '../testing/environments.ts'

testEverywhere('in a browser')

test.each(['jpeg', 'png', 'gif', 'webp', 'bmp'] as const)(
  'a browser decodes the %s that createImage makes',
  async (type) => {
    const frames = type === 'png' || type === 'gif' || type === 'webp' ? 3 : 1
    const bytes = createImage(type, { width: 33, height: 70, frames }) as Uint8Array<ArrayBuffer>
    const bitmap = await createImageBitmap(new Blob([bytes], { type: `image/${type}` }))
    expect([bitmap.width, bitmap.height]).toEqual([33, 70])
  },
)
