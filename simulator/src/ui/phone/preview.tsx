import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { readPicture } from '../../app/files.ts'
import type { Cover } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { ChevronLeftIcon, ChevronRightIcon, CrossIcon } from '../icons.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The full-screen view of `my.previewImage`. */
export function Preview({ options: { urls, current }, close }: Cover & { kind: 'preview' }) {
  useEscape(close)
  const elementRef = useRef<HTMLDivElement>(null)
  useFocusOnOpen(elementRef, 'button')
  const index = useSignal(Math.min(Math.max(current, 0), Math.max(urls.length - 1, 0)))
  const picture = useSignal<string | undefined>(undefined)
  const at = index.value
  useEffect(() => {
    let isUnmounted = false
    let made: string | undefined
    picture.value = undefined
    void readPicture(urls[at] ?? '').then((blob) => {
      if (isUnmounted || !blob) return
      made = URL.createObjectURL(blob)
      picture.value = made
    })
    return () => {
      isUnmounted = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [at, urls])
  const move = (step: number) => {
    index.value = (index.value + step + urls.length) % urls.length
  }
  return (
    <div class="preview" role="dialog" aria-label={texts.value.phone.photos} ref={elementRef}>
      {picture.value ? <img src={picture.value} alt={urls[at]} /> : <p>{urls[at]}</p>}
      <div class="preview-bar">
        <button type="button" class="round" aria-label={texts.value.close} onClick={close}>
          <CrossIcon />
        </button>
        {urls.length > 1 && (
          <>
            <span>
              {at + 1} / {urls.length}
            </span>
            <button type="button" class="round" aria-label={texts.value.album.previous} onClick={() => move(-1)}>
              <ChevronLeftIcon />
            </button>
            <button type="button" class="round" aria-label={texts.value.album.next} onClick={() => move(1)}>
              <ChevronRightIcon />
            </button>
          </>
        )}
      </div>
    </div>
  )
}
