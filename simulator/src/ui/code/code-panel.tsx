import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { appState, isBusy } from '../../app/runner.ts'
import {
  edit,
  editorContent,
  isEditable,
  isEdited,
  isEditedHere,
  restore,
  run,
  selection,
} from '../../state/program.ts'
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

/** How long the editor waits for the browser to be idle. */
const IDLE_TIMEOUT_MS = 1000

const whenIdle = (): Promise<unknown> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: IDLE_TIMEOUT_MS })
    else setTimeout(resolve, IDLE_TIMEOUT_MS / 2)
  })

/** Resolves when the first app is shown, or is busy. */
const isOpened = new Promise<void>((resolve) => {
  effect(() => {
    if (appState.value !== 'starting' || isBusy.value) resolve()
  })
})

/** The editor is the largest part of the bundle, so it loads after the phone is shown. */
function EditorBox() {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | undefined>(undefined)
  useEffect(() => {
    let isUnmounted = false
    void isOpened.then(whenIdle).then(async () => {
      const { createEditor } = await import('./editor.ts')
      if (isUnmounted || !place.current) return
      editor.current = createEditor(place.current, { onChange: edit, onRun: () => void run() })
      editor.current.setLabel(texts.peek().code.editor)
      editor.current.show(editorContent.peek(), isEditable.peek())
    })
    return () => {
      isUnmounted = true
      editor.current?.destroy()
    }
  }, [])
  const begin = editorContent.value
  const editable = isEditable.value
  useEffect(() => editor.current?.show(begin, editable), [begin, editable])
  const label = texts.value.code.editor
  useEffect(() => editor.current?.setLabel(label), [label])
  // An editor that was laid out while hidden has to measure itself again.
  const shown = view.value
  useEffect(() => {
    if (shown === 'code') editor.current?.measure()
  }, [shown])
  return <div class="editor" ref={place} />
}
