import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { css } from '@codemirror/lang-css'
import { html } from '@codemirror/lang-html'
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { completeMy } from './completions.ts'

export interface EditorOptions {
  onChange(code: string): void
  onRun(): void
  onSave(): void
}

export interface Editor {
  /** Sets the accessible name. */
  setLabel(label: string): void
  /** Shows a text. The undo history is cleared if it is another file. */
  show(text: { readonly file?: string; readonly code: string; readonly line?: number }, isEditable: boolean): void
  measure(): void
  destroy(): void
}

/** The colours follow the theme of the page. */
const highlighting = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
  { tag: [tags.tagName, tags.propertyName], color: 'var(--code-function)' },
  { tag: [tags.attributeName, tags.className], color: 'var(--code-definition)' },
  { tag: [tags.definition(tags.variableName), tags.definition(tags.propertyName)], color: 'var(--code-definition)' },
])

/** The content security policy accepts the editor's styles only with this nonce. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-nonce"]')?.content ?? ''

export function createEditor(parent: HTMLElement, { onChange, onRun, onSave }: EditorOptions): Editor {
  const readOnly = new Compartment()
  const labelling = new Compartment()
  const does = (action: () => void) => () => {
    action()
    return true
  }
  const keys = Prec.highest(
    keymap.of([
      { key: 'Mod-Enter', run: does(onRun) },
      { key: 'Mod-s', run: does(onSave) },
    ]),
  )
  const createState = (doc: string, file: string) =>
    EditorState.create({
      doc,
      extensions: [
        EditorView.cspNonce.of(nonce),
        keys,
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        // Tab is not bound, so that it moves the focus to the next control.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        languageOf(file),
        javascriptLanguage.data.of({ autocomplete: completeMy }),
        autocompletion({ icons: false }),
        syntaxHighlighting(highlighting),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ tabindex: '0' }),
        labelling.of([]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
        readOnly.of([]),
      ],
    })
  const view = new EditorView({ parent, state: createState('', '') })
  let shown: { readonly file?: string } | undefined
  let labelExtension: Extension = []
  return {
    setLabel(label) {
      labelExtension = EditorView.contentAttributes.of({ 'aria-label': label })
      view.dispatch({ effects: labelling.reconfigure(labelExtension) })
    },
    show(text, isEditable) {
      const { file, code, line } = text
      const isNew = text !== shown
      if (file !== shown?.file) view.setState(createState(code, file ?? ''))
      // The same content must not overwrite newer edits.
      else if (isNew && code !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } })
      shown = text
      const allowed = isEditable ? [] : EditorState.readOnly.of(true)
      view.dispatch({ effects: [readOnly.reconfigure(allowed), labelling.reconfigure(labelExtension)] })
      if (isNew && line !== undefined && line <= view.state.doc.lines) {
        const { from } = view.state.doc.line(line)
        view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      }
    },
    measure: () => view.requestMeasure(),
    destroy: () => view.destroy(),
  }
}

function languageOf(file: string): Extension {
  if (/\.(axml|html|xml)$/.test(file)) return html()
  if (/\.(acss|css|less|scss)$/.test(file)) return css()
  return /\.(js|mjs|cjs|ts|sjs|json)$/.test(file) ? javascript({ typescript: file.endsWith('.ts') }) : []
}
