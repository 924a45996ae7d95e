import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { photos } from '../../../phone/album.ts'
import { texts } from '../../../texts/index.ts'
import type { Asked } from './asked.ts'
import { BottomSheet } from './sheet.tsx'

/** Chooses pictures from the phone's album or from the computer. */
export function Images({ question: { options, answer } }: Asked<'images'>) {
  const text = texts.value.questions
  const chosen = useSignal<readonly Blob[]>([])
  const toggle = (file: Blob) => {
    const without = chosen.value.filter((other) => other !== file)
    const isNew = without.length === chosen.value.length
    if (options.count === 1) chosen.value = isNew ? [file] : []
    else if (!isNew) chosen.value = without
    else if (without.length < options.count) chosen.value = [...without, file]
  }
  const add = (files: FileList | null | undefined) => {
    const pictures = [...(files ?? [])].filter(({ type }) => type.startsWith('image/'))
    if (pictures.length > 0) answer([...chosen.value, ...pictures].slice(0, options.count))
  }
  return (
    <BottomSheet
      title={text.images}
      cancel={() => answer(undefined)}
      action={
        <button type="button" disabled={chosen.value.length === 0} onClick={() => answer(chosen.value)}>
          {text.done}
        </button>
      }
    >
      <fieldset
        class="image-chooser"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          add(event.dataTransfer?.files)
        }}
      >
        <legend class="sr-only">{text.images}</legend>
        <p class="sheet-note">{text.chosen(chosen.value.length, options.count)}</p>
        {photos.value.length === 0 && <p class="sheet-note">{text.noPhotos}</p>}
        <ul class="image-grid">
          {photos.value.map(({ name, file }) => (
            <li key={name}>
              <button
                type="button"
                aria-label={name}
                aria-pressed={chosen.value.includes(file)}
                onClick={() => toggle(file)}
              >
                <FilePicture file={file} />
              </button>
            </li>
          ))}
        </ul>
        <label class="file-button">
          {text.fromComputer}
          <input
            type="file"
            accept="image/*"
            multiple={options.count > 1}
            onChange={(event) => add(event.currentTarget.files)}
          />
        </label>
      </fieldset>
    </BottomSheet>
  )
}

function FilePicture({ file }: { file: Blob }) {
  const url = useSignal<string | undefined>(undefined)
  useEffect(() => {
    const made = URL.createObjectURL(file)
    url.value = made
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url.value === undefined ? null : <img src={url.value} alt="" />
}
