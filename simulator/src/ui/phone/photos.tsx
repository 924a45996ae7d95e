import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type AlbumPhoto, deletePhotos, photos, refreshPhotos } from '../../phone/album.ts'
import { openApp, openPhoto } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { ConfirmButton } from '../confirm.tsx'
import { BackButton } from './back-button.tsx'
import { PhotoViewer } from './photo-viewer.tsx'
import { thumbnailOf } from './thumbnails.ts'
import { useRestoreFocus } from './use-focus.ts'

/** The number of tiles in a batch. The browser skips rendering of batches that are off screen. */
const BATCH_SIZE = 30

export function Photos() {
  const text = texts.value.album
  const all = photos.value
  const open = all.find(({ name }) => name === openPhoto.value)
  useEffect(() => {
    void refreshPhotos()
  }, [])
  const grid = useRef<HTMLDivElement>(null)
  const last = useRef('')
  if (open) last.current = open.name
  // The focus returns to the last shown photo, since the first one may have been deleted.
  const find = (selector: string) => grid.current?.querySelector<HTMLElement>(selector)
  useRestoreFocus(open !== undefined, () => find(`[data-photo="${CSS.escape(last.current)}"]`) ?? find('.back-button'))
  return (
    <div class="photos">
      <div class="photos-grid-place" inert={open !== undefined} ref={grid}>
        <div class="photos-head">
          <BackButton
            onClick={() => {
              openApp.value = 'mini-program'
            }}
          />
          <h2>{text.title}</h2>
          <span class="photos-count">{text.count(all.length)}</span>
        </div>
        {all.length > 0 && (
          <div class="photos-tools">
            <button type="button" class="button" onClick={() => downloadAll(all)}>
              {text.downloadAll}
            </button>
            <ConfirmButton
              class="button"
              label={text.deleteAll}
              question={text.deleteAllQuestion}
              action={text.delete}
              onConfirm={() => void deletePhotos(all.map(({ name }) => name))}
            />
          </div>
        )}
        {all.length === 0 ? (
          <div class="photos-empty">
            <p>{text.empty}</p>
            <p class="hint">{text.emptyHint}</p>
          </div>
        ) : (
          <div class="photos-scroll">
            {batches(all).map((batch) => (
              <ul key={batch[0]!.name} class="photos-batch" style={{ '--rows': Math.ceil(batch.length / 3) }}>
                {batch.map((photo) => (
                  <Tile key={photo.name} photo={photo} />
                ))}
              </ul>
            ))}
          </div>
        )}
      </div>
      {open && <PhotoViewer photo={open} all={all} />}
    </div>
  )
}

/** Browsers drop simultaneous downloads, so they are started at this interval. */
const DOWNLOAD_INTERVAL_MS = 300

function downloadAll(all: readonly AlbumPhoto[]): void {
  all.forEach(({ name, file }, index) => {
    setTimeout(() => {
      const url = URL.createObjectURL(file)
      Object.assign(document.createElement('a'), { href: url, download: name }).click()
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
    }, index * DOWNLOAD_INTERVAL_MS)
  })
}

function batches(all: readonly AlbumPhoto[]): AlbumPhoto[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH_SIZE) }, (_, index) =>
    all.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  )
}

function Tile({ photo }: { photo: AlbumPhoto }) {
  const tile = useRef<HTMLLIElement>(null)
  const picture = useSignal<string | null | undefined>(undefined)
  useEffect(() => {
    const observer = new IntersectionObserver(
      async (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        observer.disconnect()
        picture.value = (await thumbnailOf(photo)) ?? null
      },
      { scrollMargin: '300px' },
    )
    if (tile.current) observer.observe(tile.current)
    return () => observer.disconnect()
  }, [photo.name])
  return (
    <li class="tile" ref={tile}>
      <button
        type="button"
        aria-label={texts.value.album.open(photo.name)}
        data-photo={photo.name}
        onClick={() => {
          openPhoto.value = photo.name
        }}
      >
        {picture.value && <img src={picture.value} alt="" width="132" height="132" decoding="async" />}
        {picture.value === null && (
          <span class="tile-type">{photo.metadata?.type ?? photo.name.split('.').at(-1)}</span>
        )}
      </button>
    </li>
  )
}
