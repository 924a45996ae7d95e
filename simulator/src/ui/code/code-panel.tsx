import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { edit, editorContent, files, isEditable, isEdited, isOnDisk, openFile } from '../../state/editor.ts'
import { apply, restore, saveFile, selection, showFile } from '../../state/program.ts'
import { appState, isBusy } from '../../state/running-app.ts'
import { describeProblem, texts } from '../../texts/index.ts'
import { view } from '../view.ts'
import type { Editor } from './editor.ts'

export function CodePanel() {
  const { program } = selection.value
  const text = texts.value.code
  return (
    <section class="panel code-panel" data-panel="code" aria-labelledby="code-title">
      <div class="panel-head">
        <h2 id="code-title">{texts.value.views.code}</h2>
        <FileChoice />
        {isEdited.value && <span class="dot" role="img" aria-label={text.edited} title={text.edited} />}
        <span class="panel-tools">
          <button type="button" class="button quiet" onClick={() => void restore()} disabled={!isEdited.value}>
            {text.restore}
          </button>
          {isOnDisk.value && (
            <button
              type="button"
              class="button quiet"
              title={text.saveShortcut}
              onClick={() => void saveFile()}
              disabled={!isEdited.value}
            >
              {text.save}
            </button>
          )}
        </span>
      </div>
      {program.problem && <p class="problem">{describeProblem(program.problem)}</p>}
      <EditorBox />
    </section>
  )
}

/** All files of the program, grouped by folder. */
function FileChoice() {
  const { root } = selection.value.program
  const current = openFile.value.slice(root.length + 1)
  // The open file is selectable before the list is loaded.
  const all = files.value.includes(current) || current === '' ? files.value : [current, ...files.value]
  const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/') + 1)
  const folders = [...new Set(all.map(folderOf))]
  return (
    <select
      class="choice file-choice"
      aria-label={texts.value.code.files}
      value={current}
      onChange={(event) => void showFile(event.currentTarget.value)}
    >
      {folders.map((folder) => {
        const options = all
          .filter((file) => folderOf(file) === folder)
          .map((file) => (
            <option key={file} value={file}>
              {file.slice(folder.length)}
            </option>
          ))
        return folder === '' ? (
          options
        ) : (
          <optgroup key={folder} label={folder}>
            {options}
          </optgroup>
        )
      })}
    </select>
  )
}

/** The maximum wait for the browser to be idle. */
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
  const elementRef = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | undefined>(undefined)
  useEffect(() => {
    let isUnmounted = false
    void isOpened.then(whenIdle).then(async () => {
      const { createEditor } = await import('./editor.ts')
      if (isUnmounted || !elementRef.current) return
      editor.current = createEditor(elementRef.current, {
        onChange: edit,
        onRun: () => void apply(),
        onSave: () => void (isOnDisk.peek() ? saveFile() : apply()),
      })
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
  // An editor that was laid out while hidden must be measured again.
  const shown = view.value
  useEffect(() => {
    if (shown === 'code') editor.current?.measure()
  }, [shown])
  return <div class="editor" ref={elementRef} />
}
