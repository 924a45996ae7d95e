import { useSignal } from '@preact/signals'
import { isSaveError } from 'photosalbum'
import { useEffect, useId, useRef } from 'preact/hooks'
import { host } from '#host'
import { collectFiles, type DroppedFiles, filesOfInput, TooManyFiles } from '../state/dropped-files.ts'
import { openProject } from '../state/program.ts'
import { texts } from '../texts/index.ts'
import { CrossIcon, FolderIcon, PlayIcon } from './icons.tsx'

/** The name of a page with pasted code. */
const PASTED = 'pasted'

/**
 * Opens a folder that was chosen or dropped anywhere on the page, or pasted code. For the playground, where no command line
 * opens a project.
 */
export function OpenProject() {
  const text = texts.value.open
  const dialog = useRef<HTMLDialogElement>(null)
  const isDragging = useSignal(false)
  const isOpening = useSignal(false)
  const problem = useSignal('')

  const open = async (work: () => Promise<DroppedFiles>) => {
    problem.value = ''
    isOpening.value = true
    try {
      const { name, files } = await work()
      await host.open?.(name, files)
      dialog.current?.close()
      await openProject()
    } catch (thrown) {
      if (!isSaveError(thrown) && !(thrown instanceof TooManyFiles)) throw thrown
      problem.value = thrown instanceof TooManyFiles ? text.tooMany(thrown.max) : thrown.message
      if (!dialog.current?.open) dialog.current?.showModal()
    } finally {
      isOpening.value = false
    }
  }

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files')
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      isDragging.value = true
    }
    const leave = (event: DragEvent) => {
      // The drag only leaves the page if there is no related target.
      if (event.relatedTarget === null) isDragging.value = false
    }
    const drop = (event: DragEvent) => {
      isDragging.value = false
      const { dataTransfer } = event
      if (!hasFiles(event) || !dataTransfer) return
      event.preventDefault()
      void open(() => collectFiles(dataTransfer))
    }
    const listeners = new AbortController()
    const { signal } = listeners
    addEventListener('dragover', over, { signal })
    addEventListener('dragleave', leave, { signal })
    addEventListener('drop', drop, { signal })
    return () => listeners.abort()
  }, [])

  return (
    <>
      <button type="button" class="button" onClick={() => dialog.current?.showModal()}>
        <FolderIcon />
        <span>{text.button}</span>
      </button>
      <dialog ref={dialog} class="open-dialog" aria-labelledby="open-title">
        <div class="open-head">
          <h2 id="open-title">{text.title}</h2>
          <button
            type="button"
            class="button quiet square"
            aria-label={texts.value.close}
            onClick={() => dialog.current?.close()}
          >
            <CrossIcon />
          </button>
        </div>
        {problem.value && (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        )}
        <FolderChoice disabled={isOpening.value} onChoose={(files) => void open(async () => filesOfInput(files))} />
        <PasteForm disabled={isOpening.value} onPaste={(files) => void open(async () => ({ name: PASTED, files }))} />
        <p class="hint">
          {text.privacy} {text.network}
        </p>
      </dialog>
      {isDragging.value && <div class="drop-target">{text.drop}</div>}
    </>
  )
}

function FolderChoice({ disabled, onChoose }: { disabled: boolean; onChoose(files: readonly File[]): void }) {
  const text = texts.value.open
  const id = useId()
  return (
    <div class="open-folder">
      <label class="button primary" for={id}>
        <FolderIcon />
        {text.choose}
      </label>
      <input
        id={id}
        class="sr-only"
        type="file"
        {...{ webkitdirectory: true }}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) onChoose([...currentTarget.files])
          // Allows choosing the same folder again after it has changed.
          currentTarget.value = ''
        }}
      />
      <span>{text.orDrop}</span>
    </div>
  )
}

function PasteForm({
  disabled,
  onPaste,
}: {
  disabled: boolean
  onPaste(files: readonly (readonly [string, string])[]): void
}) {
  const text = texts.value.open
  const [script, template] = [useSignal(''), useSignal('')]
  const id = useId()
  return (
    <form
      class="open-paste"
      onSubmit={(event) => {
        event.preventDefault()
        onPaste([
          ['index.js', script.value],
          ...(template.value.trim() === '' ? [] : ([['index.axml', template.value]] as const)),
        ])
      }}
    >
      <label for={id}>{text.script}</label>
      <textarea
        id={id}
        class="field"
        rows={7}
        spellcheck={false}
        required
        placeholder="Page({ … })"
        value={script.value}
        onInput={(event) => {
          script.value = event.currentTarget.value
        }}
      />
      <label for={`${id}-template`}>{text.template}</label>
      <textarea
        id={`${id}-template`}
        class="field"
        rows={3}
        spellcheck={false}
        placeholder={'<button onTap="save">…</button>'}
        value={template.value}
        onInput={(event) => {
          template.value = event.currentTarget.value
        }}
      />
      <button type="submit" class="button" disabled={disabled}>
        <PlayIcon />
        {text.run}
      </button>
    </form>
  )
}
