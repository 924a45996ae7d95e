import template from 'photosalbum/albums/_template'
import { describe, test } from 'vitest'
import { describeAlbum } from '../../src/testing/describe-album.ts'

const under = (album = template()) => ({
  album,
  photos: () =>
    Promise.all(
      [...album.photos].map(async ([name, blob]) => ({ name, bytes: new Uint8Array(await blob.arrayBuffer()) })),
    ),
})

describeAlbum(
  { describe, test },
  {
    name: 'template',
    create: () => under(),
    createFull: (bytes) => under(template({ capacity: bytes - 1 })),
    exceptions: { denied: 'the template is never refused' },
  },
)
