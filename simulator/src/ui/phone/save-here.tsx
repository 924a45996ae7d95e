import { useSignal } from '@preact/signals'
import { blob, isSaveError, saveImage } from 'photosalbum'
import browser from 'photosalbum/albums/browser'
import { localize } from '../../../../src/i18n/localize.ts'
import { language, texts } from '../../texts/index.ts'
import { DownloadIcon } from '../icons.tsx'

/** Whether this browser is on another device than the simulator. On a phone, a download often misses the album. */
export const isOtherDevice = !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname)

/** Saves a photo by the method that this browser supports: its share sheet, a download or a long press. */
export function SaveHere({ file }: { file: File }) {
  const text = texts.value.album
  const failure = useSignal('')
  const save = async () => {
    failure.value = ''
    try {
      await saveImage(blob(file), { album: browser() })
    } catch (thrown) {
      if (!isSaveError(thrown)) throw thrown
      // Closing the share sheet needs no message.
      if (thrown.reason !== 'cancelled') failure.value = await localize(thrown, language.value)
    }
  }
  return (
    <>
      <button type="button" class="round" aria-label={text.saveHere} title={text.saveHere} onClick={() => void save()}>
        <DownloadIcon />
      </button>
      {failure.value && (
        <p class="viewer-failure" role="alert">
          {text.notSavedHere(failure.value)}
        </p>
      )}
    </>
  )
}
