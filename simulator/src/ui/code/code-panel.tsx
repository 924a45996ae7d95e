import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { appState, isBusy } from '../../app/runner.ts'
import { edit, given, isEditable, isEdited, isEditedHere, restore, run, selection } from '../../state/program.ts'
import { texts } from '../../texts/index.ts'
import { view } from '../view.ts'
import type { Editor } from './editor.ts'

export function CodePanel() {
  const { program, page } = selection.value
  const text = texts.value.code
  return (
    <section class="panel code-panel" data-panel="code" aria-labelledby="code-title">
      <div class="panel-head">
        <h2 id="code-title">{texts.value.views.code}</h2>
        <p class="hint file-name">
          {program.id === 'project' ? page : `${program.id}/${page}`}
          {isEdited.value && ` · ${text.edited}`}
        </p>
        {isEditedHere.value && (
          <button type="button" class="button quiet" onClick={() => void restore()} disabled={!isEdited.value}>
            {text.restore}
          </button>
        )}
      </div>
      {program.problem && <p class="problem">{program.problem}</p>}
      {!isEditedHere.value && <p class="note">{text.readOnly}</p>}
      <EditorBox />
    </section>
  )
}

/** In milliseconds: the editor waits no longer than this for a quiet moment. */
const LONGEST = 1000

const whenIdle = (): Promise<unknown> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: LONGEST })
    else setTimeout(resolve, LONGEST / 2)
  })

/** The first app has opened, or is too busy to. */
const isOpened = new Promise<void>((resolve) => {
  effect(() => {
    if (appState.value !== 'starting' || isBusy.value) resolve()
  })
})

/** The editor comes after the phone: it is the largest part, and the first look is not at the code. */
function EditorBox() {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | undefined>(undefined)
  useEffect(() => {
    let isGone = false
    void isOpened.then(whenIdle).then(async () => {
      const { createEditor } = await import('./editor.ts')
      if (isGone || !place.current) return
      editor.current = createEditor(place.current, { onChange: edit, onRun: () => void run() })
      editor.current.name(texts.peek().code.editor)
      editor.current.show(given.peek(), isEditable.peek())
    })
    return () => {
      isGone = true
      editor.current?.destroy()
    }
  }, [])
  const begin = given.value
  const editable = isEditable.value
  useEffect(() => editor.current?.show(begin, editable), [begin, editable])
  const label = texts.value.code.editor
  useEffect(() => editor.current?.name(label), [label])
  // An editor that was laid out while it was hidden has to measure itself again.
  const shown = view.value
  useEffect(() => {
    if (shown === 'code') editor.current?.measure()
  }, [shown])
  return <div class="editor" ref={place} />
}
