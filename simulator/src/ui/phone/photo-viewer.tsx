import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { type AlbumPhoto, deletePhotos } from '../../phone/album.ts'
import { CURRENT_VISIT } from '../../phone/photo-metadata.ts'
import { openPhoto } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { ConfirmButton } from '../confirm.tsx'
import { ChevronLeftIcon, ChevronRightIcon, DownloadIcon, InfoIcon, TrashIcon } from '../icons.tsx'
import { formatBytes, formatMoment, formatNumber } from '../labels.ts'
import { BackButton } from './back-button.tsx'
import { isOtherDevice, SaveHere } from './save-here.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

const close = () => {
  openPhoto.value = undefined
}

/** One photo, full screen. */
export function PhotoViewer({ photo, all }: { photo: AlbumPhoto; all: readonly AlbumPhoto[] }) {
  const text = texts.value.album
  const { name, file } = photo
  const address = useMemo(() => URL.createObjectURL(file), [file])
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  const failed = useSignal('')
  const isInfoOpen = useSignal(true)
  const elementRef = useRef<HTMLDivElement>(null)
  useEscape(close)
  useFocusOnOpen(elementRef)
  const index = all.findIndex((other) => other.name === name)
  const show = (at: number) => {
    openPhoto.value = all[at]?.name
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft' && index > 0) show(index - 1)
    if (key === 'ArrowRight' && index < all.length - 1) show(index + 1)
  }
  const remove = async () => {
    const next = all[index + 1] ?? all[index - 1]
    if (next) openPhoto.value = next.name
    await deletePhotos([name])
    if (!next) close()
  }
  return (
    <div class="viewer" role="dialog" aria-label={name} tabIndex={-1} ref={elementRef} onKeyDown={onKeyDown}>
      <div class="viewer-head">
        <BackButton label={text.title} onClick={close} />
        <span class="viewer-position">
          {index + 1} / {all.length}
        </span>
      </div>
      <div class="viewer-picture">
        {failed.value === name ? (
          <p>{text.noPreview}</p>
        ) : (
          <img
            src={address}
            alt={name}
            onError={() => {
              failed.value = name
            }}
          />
        )}
        <button
          type="button"
          class="round viewer-previous"
          aria-label={text.previous}
          disabled={index === 0}
          onClick={() => show(index - 1)}
        >
          <ChevronLeftIcon />
        </button>
        <button
          type="button"
          class="round viewer-next"
          aria-label={text.next}
          disabled={index === all.length - 1}
          onClick={() => show(index + 1)}
        >
          <ChevronRightIcon />
        </button>
      </div>
      {isInfoOpen.value && <Details photo={photo} />}
      <div class="viewer-bar">
        {isOtherDevice ? (
          <SaveHere key={name} file={file} />
        ) : (
          <a class="round" href={address} download={name} aria-label={text.download} title={text.download}>
            <DownloadIcon />
          </a>
        )}
        <button
          type="button"
          class="round"
          aria-label={text.info}
          aria-expanded={isInfoOpen.value}
          title={text.info}
          onClick={() => {
            isInfoOpen.value = !isInfoOpen.value
          }}
        >
          <InfoIcon />
        </button>
        <ConfirmButton
          class="round"
          label={text.delete}
          icon={<TrashIcon />}
          question={text.deleteQuestion}
          action={text.delete}
          onConfirm={() => void remove()}
        />
      </div>
    </div>
  )
}

function Details({ photo: { name, file, metadata } }: { photo: AlbumPhoto }) {
  const text = texts.value.album
  const byCall = (call: number, visit = 0) => (visit === CURRENT_VISIT ? text.byCall(call) : text.byEarlierCall(call))
  const rows: [string, string | undefined][] = [
    [text.name, name],
    [text.type, metadata?.type.toUpperCase()],
    [text.pixels, metadata && `${formatNumber(metadata.width)} × ${formatNumber(metadata.height)}`],
    [text.bytes, `${formatBytes(file.size)} (${formatNumber(file.size)})`],
    [text.when, formatMoment(metadata?.savedAt ?? file.lastModified)],
    [text.by, metadata?.call === undefined ? undefined : byCall(metadata.call, metadata.visit)],
    [text.real, metadata?.real],
  ]
  return (
    <dl class="viewer-details">
      {rows.map(([label, value]) =>
        value === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
