import { SaveError } from '../core/errors.ts'
import type { ImageType, Photo } from '../core/types.ts'
import { extensionOf } from '../image/file-name.ts'
import { tinyImage } from './fixtures.ts'

export interface AlbumPhotoOptions {
  readonly type?: ImageType
  /** The photo's name without its extension. */
  readonly stem?: string
  readonly bytes?: Uint8Array
  readonly file?: string
  /** What happens after half of the bytes were read, and after all of them, before the stream closes. */
  readonly halfWay?: () => void | Promise<void>
  readonly atEnd?: () => void | Promise<void>
}

/** A photo as the pipeline hands it to an album, and whether its stream was given up. */
export interface AlbumPhoto extends Photo {
  readonly content: Uint8Array
  cancelled(): boolean
}

/** A photo for an album's test, whose stream can be made to stumble. */
export function albumPhoto(options: AlbumPhotoOptions = {}): AlbumPhoto {
  const { type = 'png', stem = 'photo', file, halfWay, atEnd } = options
  const content = options.bytes ?? tinyImage(type)
  const middle = content.length >> 1
  let given = false
  let cancelled = false
  return {
    type,
    width: 3,
    height: 2,
    name: `${stem}.${extensionOf(type)}`,
    size: content.length,
    ...(file === undefined ? {} : { file }),
    content,
    cancelled: () => cancelled,
    bytes() {
      if (given) throw new SaveError('unknown', 'The album read the bytes of a photo twice.')
      given = true
      let position = 0
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            if (position === 0) {
              controller.enqueue(content.slice(0, middle))
              position = middle
            } else if (position < content.length) {
              await halfWay?.()
              controller.enqueue(content.slice(middle))
              position = content.length
            } else {
              await atEnd?.()
              controller.close()
            }
          },
          cancel() {
            cancelled = true
          },
        },
        { highWaterMark: 0 },
      )
    },
  }
}
