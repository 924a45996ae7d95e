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
  /** What a screen reader calls it. */
  name(label: string): void
  /** Another file begins anew: what was done to the one before cannot be undone in it. */
  show(text: { readonly file?: string; readonly code: string }, isEditable: boolean): void
  measure(): void
  destroy(): void
}

/** The colours follow the page's own. */
const highlighting = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
  { tag: [tags.definition(tags.variableName), tags.definition(tags.propertyName)], color: 'var(--code-definition)' },
])

/** The page's policy takes the styles that the editor makes by this alone. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-nonce"]')?.content ?? ''

export function createEditor(parent: HTMLElement, { onChange, onRun }: EditorOptions): Editor {
  const access = new Compartment()
  const naming = new Compartment()
  const run = () => {
    onRun()
    return true
  }
  const runKey = Prec.highest(keymap.of([{ key: 'Mod-Enter', run }]))
  const begin = (doc: string) =>
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
        // No key for Tab: it leads on to the next control, as everywhere on a page.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        javascript(),
        javascriptLanguage.data.of({ autocomplete: completeMy }),
        autocompletion({ icons: false }),
        syntaxHighlighting(highlighting),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ tabindex: '0' }),
        naming.of([]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
        access.of([]),
      ],
    })
  const view = new EditorView({ parent, state: begin('') })
  let shown: { readonly file?: string } | undefined
  let named: Extension = []
  return {
    name(label) {
      named = EditorView.contentAttributes.of({ 'aria-label': label })
      view.dispatch({ effects: naming.reconfigure(named) })
    },
    show(text, isEditable) {
      const { file, code } = text
      if (file !== shown?.file) view.setState(begin(code))
      // Only what is given anew replaces what was typed.
      else if (text !== shown && code !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } })
      shown = text
      const allowed = isEditable ? [] : EditorState.readOnly.of(true)
      view.dispatch({ effects: [access.reconfigure(allowed), naming.reconfigure(named)] })
    },
    measure: () => view.requestMeasure(),
    destroy: () => view.destroy(),
  }
}
