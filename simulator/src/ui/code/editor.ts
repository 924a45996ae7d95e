import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { completeMy } from './completions.ts'

export interface EditorOptions {
  onChange(code: string): void
  onRun(): void
}

export interface Editor {
  /** Sets the accessible name. */
  setLabel(label: string): void
  /** Shows a text. Another file starts with an empty undo history. */
  show(text: { readonly file?: string; readonly code: string }, isEditable: boolean): void
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
  { tag: [tags.definition(tags.variableName), tags.definition(tags.propertyName)], color: 'var(--code-definition)' },
])

/** The content security policy accepts the editor's styles only with this nonce. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-nonce"]')?.content ?? ''

export function createEditor(parent: HTMLElement, { onChange, onRun }: EditorOptions): Editor {
  const readOnly = new Compartment()
  const labelling = new Compartment()
  const run = () => {
    onRun()
    return true
  }
  const runKey = Prec.highest(keymap.of([{ key: 'Mod-Enter', run }]))
  const createState = (doc: string) =>
    EditorState.create({
      doc,
      extensions: [
        EditorView.cspNonce.of(nonce),
        runKey,
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        // Tab is not bound, so that it moves the focus to the next control.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        javascript(),
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
  const view = new EditorView({ parent, state: createState('') })
  let shown: { readonly file?: string } | undefined
  let labelExtension: Extension = []
  return {
    setLabel(label) {
      labelExtension = EditorView.contentAttributes.of({ 'aria-label': label })
      view.dispatch({ effects: labelling.reconfigure(labelExtension) })
    },
    show(text, isEditable) {
      const { file, code } = text
      if (file !== shown?.file) view.setState(createState(code))
      // The same content must not replace what was typed since.
      else if (text !== shown && code !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } })
      shown = text
      const allowed = isEditable ? [] : EditorState.readOnly.of(true)
      view.dispatch({ effects: [readOnly.reconfigure(allowed), labelling.reconfigure(labelExtension)] })
    },
    measure: () => view.requestMeasure(),
    destroy: () => view.destroy(),
  }
}
