import { useSignal } from '@preact/signals'
import type { ComponentProps, FunctionComponent, TargetedKeyboardEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { compileLengths } from '../../../../src/mini-program/lengths.ts'
import { booleanOf, lengthOf, numberOf, textOf } from '../attributes.ts'
import { scaleFonts } from '../font-scale.ts'
import { type BasicComponent, type PlainComponent, useViewHost } from '../host.ts'
import { Children, NodeElement } from '../node-view.tsx'
import type { LiveElement, LiveNode } from '../nodes.ts'

/**
 * The form controls. A tap on a checkbox, radio, switch, label or button is sent to the program, which handles it and responds
 * with new attributes, so that headless tests behave the same.
 */

export const Button: PlainComponent = {
  own(attributes) {
    const isDisabled = booleanOf(attributes.disabled)
    return {
      with: {
        role: 'button',
        tabIndex: isDisabled ? undefined : 0,
        'aria-disabled': isDisabled || undefined,
        disabled: isDisabled || undefined,
        'data-type': textOf(attributes.type, 'default'),
        'data-size': textOf(attributes.size, 'default'),
        'data-plain': booleanOf(attributes.plain) || booleanOf(attributes.ghost) || undefined,
        'data-loading': booleanOf(attributes.loading) || undefined,
      },
    }
  },
}

/** The accessible name of a control: its own label, the `label` around it or for it, its placeholder, or its name. */
function nameOf(node: LiveElement): string {
  const { value: attributes } = node.attributes
  const id = textOf(attributes.id)
  const own = textOf(attributes['aria-label']) || contentOf(node)
  return own || labelFor(node, id) || textOf(attributes.placeholder) || textOf(attributes.name) || node.tag
}

/** The text of the `label` around a node, or of the one on its page that refers to its id. */
function labelFor(node: LiveNode, id: string): string {
  let root = node
  for (let at = node.parent; at; at = at.parent) {
    if (at.kind === 'element' && at.tag === 'label') return contentOf(at)
    root = at
  }
  const find = (at: LiveNode): LiveNode | undefined => {
    if (at.kind === 'text') return undefined
    const isLabel = at.kind === 'element' && at.tag === 'label' && textOf(at.attributes.peek().for) === id
    return isLabel ? at : at.children.peek().map(find).find(Boolean)
  }
  const label = id === '' ? undefined : find(root)
  return label ? contentOf(label) : ''
}

const contentOf = (node: LiveNode): string =>
  node.kind === 'text' ? node.text.value : node.children.value.map(contentOf).join('').trim()

const checkable =
  (role: 'checkbox' | 'radio' | 'switch'): BasicComponent =>
  ({ node }) => {
    const { value: attributes } = node.attributes
    const isChecked = booleanOf(attributes.checked)
    const isDisabled = booleanOf(attributes.disabled)
    const color = textOf(attributes.color)
    return (
      <NodeElement
        node={node}
        style={color && isChecked ? `--mp-checked:${color}` : ''}
        with={{
          role,
          'aria-label': nameOf(node),
          tabIndex: isDisabled ? undefined : 0,
          'aria-checked': isChecked,
          'aria-disabled': isDisabled || undefined,
          disabled: isDisabled || undefined,
        }}
      >
        <span class="mp-check-mark" aria-hidden="true" />
        <Children of={node} />
      </NodeElement>
    )
  }

export const Checkbox = checkable('checkbox')
export const Radio = checkable('radio')
export const Switch = checkable('switch')

/** The `inputmode` of each type of input. */
const KEYBOARDS: { readonly [type: string]: 'text' | 'numeric' | 'decimal' } = {
  number: 'numeric',
  numberpad: 'numeric',
  digit: 'decimal',
  digitpad: 'decimal',
}

const MAX_SENT = 100

/** `input` and `textarea`: entered text is kept until the app sets another value. */
function useField(node: LiveElement) {
  const host = useViewHost()
  const elementRef = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const { value: attributes } = node.attributes
  const value = textOf(attributes.value)
  /**
   * The values that were sent to the app. It may write one back while the user is still typing, which must not overwrite newer
   * text.
   */
  const sent = useRef<string[]>([])
  const length = useSignal(value.length)
  function show(text: string): void {
    sent.current = []
    length.value = text.length
    if (elementRef.current && elementRef.current.value !== text) elementRef.current.value = text
  }
  useLayoutEffect(() => {
    const index = sent.current.lastIndexOf(value)
    if (index < 0 || index === sent.current.length - 1) show(value)
  }, [value])
  const wantsFocus = booleanOf(attributes.focus) || booleanOf(attributes['auto-focus'])
  useEffect(() => {
    if (wantsFocus) elementRef.current?.focus()
  }, [wantsFocus])
  useEffect(() => {
    node.methods = {
      focus: () => elementRef.current?.focus(),
      blur: () => elementRef.current?.blur(),
      setValue: (next) => show(textOf(next)),
    }
  }, [node])
  const valueNow = () => elementRef.current?.value ?? ''
  /** Sets the cursor or the selection from the attributes. */
  function select(): void {
    const [cursor, start, end] = ['cursor', 'selection-start', 'selection-end'].map((name) =>
      numberOf(attributes[name], -1),
    ) as [number, number, number]
    if (start >= 0 && end >= 0) elementRef.current?.setSelectionRange(start, end)
    else if (cursor >= 0) elementRef.current?.setSelectionRange(cursor, cursor)
  }
  const maxLength = numberOf(attributes.maxlength, 140)
  return {
    elementRef,
    length,
    confirmOnEnter(event: TargetedKeyboardEvent<HTMLElement>): void {
      if (event.key !== 'Enter' || event.isComposing) return
      host.emit(node, 'confirm', { detail: { value: valueNow() } })
      if (!booleanOf(attributes['confirm-hold'])) event.currentTarget.blur()
      event.preventDefault()
    },
    props: {
      ref: elementRef,
      defaultValue: value,
      placeholder: textOf(attributes.placeholder),
      disabled: booleanOf(attributes.disabled),
      'aria-label': nameOf(node),
      ...(maxLength >= 0 && { maxLength }),
      onInput: () => {
        const text = valueNow()
        sent.current = [...sent.current.slice(-MAX_SENT), text]
        length.value = text.length
        host.emit(node, 'input', { detail: { value: text, cursor: elementRef.current?.selectionStart ?? 0 } })
      },
      onFocus: () => {
        select()
        host.emit(node, 'focus', { detail: { value: valueNow() } })
      },
      onBlur: () => host.emit(node, 'blur', { detail: { value: valueNow() } }),
    },
  }
}

/** Preact's types require a literal `type` for inputs, which is not known here. */
const Field = 'input' as unknown as FunctionComponent<
  Omit<ComponentProps<'input'>, 'type'> & { readonly type: 'text' | 'password' }
>

export const Input: BasicComponent = ({ node }) => {
  const field = useField(node)
  const { value: attributes } = node.attributes
  const inputMode = KEYBOARDS[textOf(attributes.type)] ?? 'text'
  const confirmType = textOf(attributes['confirm-type'], 'done')
  return (
    <NodeElement node={node}>
      <Field
        {...field.props}
        type={booleanOf(attributes.password) ? 'password' : 'text'}
        inputMode={inputMode}
        enterKeyHint={confirmType as 'done'}
        onKeyDown={field.confirmOnEnter}
      />
      <Placeholder of={node} />
    </NodeElement>
  )
}

export const Textarea: BasicComponent = ({ node }) => {
  const field = useField(node)
  const { value: attributes } = node.attributes
  const grows = booleanOf(attributes['auto-height'])
  const confirmType = textOf(attributes['confirm-type'], 'return')
  const adjustHeight = () => {
    const area = field.elementRef.current
    if (!grows || !area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }
  useLayoutEffect(adjustHeight)
  const maxLength = numberOf(attributes.maxlength, 140)
  const hasCounter = booleanOf(attributes['show-count'], true) && maxLength >= 0
  return (
    <NodeElement node={node}>
      <textarea
        {...field.props}
        onInput={() => {
          field.props.onInput()
          adjustHeight()
        }}
        rows={grows ? 1 : 3}
        enterkeyhint={confirmType === 'return' ? 'enter' : (confirmType as 'done')}
        // Without it, Enter inserts a line break.
        onKeyDown={confirmType === 'return' ? undefined : field.confirmOnEnter}
      />
      <Placeholder of={node} />
      {hasCounter && (
        <span class="mp-textarea-count" aria-hidden="true">
          {`${field.length.value}/${maxLength}`}
        </span>
      )}
    </NodeElement>
  )
}

/** Replaces the browser's placeholder, which cannot have the class and style that the app sets. */
function Placeholder({ of: node }: { of: LiveElement }) {
  const { value: attributes } = node.attributes
  return (
    <span class="mp-placeholder" aria-hidden="true">
      <span
        class={textOf(attributes['placeholder-class'])}
        style={scaleFonts(compileLengths(textOf(attributes['placeholder-style'])))}
        data-scope={node.scope}
      >
        {textOf(attributes.placeholder)}
      </span>
    </span>
  )
}

export const Slider: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const elementRef = useRef<HTMLInputElement>(null)
  const { value: attributes } = node.attributes
  const min = numberOf(attributes.min, 0)
  const max = numberOf(attributes.max, 100)
  const value = numberOf(attributes.value, min)
  const shown = useSignal(value)
  /** The track is coloured up to the handle. */
  const filled = max > min ? ((shown.value - min) / (max - min)) * 100 : 0
  const read = () => {
    shown.value = Number(elementRef.current?.value ?? value)
    return shown.value
  }
  function show(next: number): void {
    if (elementRef.current) elementRef.current.value = String(next)
    read()
  }
  useLayoutEffect(() => show(value), [value, min, max])
  useEffect(() => {
    node.methods = { setValue: (next) => show(numberOf(next, min)) }
  }, [node, min])
  const emit = (type: 'change' | 'changing') => host.emit(node, type, { detail: { value: read() } })
  const color = textOf(attributes['active-color'], '#108ee9')
  const track = lengthOf(attributes['track-size'] ?? 4)
  const handle = lengthOf(attributes['handle-size'] ?? 22)
  return (
    <NodeElement
      node={node}
      style={[
        `--mp-slider-active:${color};--mp-slider-track:${track};--mp-slider-handle:${handle}`,
        `--mp-slider-background:${textOf(attributes['background-color'], '#ddd')}`,
        `--mp-slider-handle-color:${textOf(attributes['handle-color'], '#fff')};--mp-slider-filled:${filled}%`,
      ].join(';')}
    >
      <input
        ref={elementRef}
        type="range"
        min={min}
        max={max}
        step={numberOf(attributes.step, 1)}
        disabled={booleanOf(attributes.disabled)}
        defaultValue={String(value)}
        aria-label={nameOf(node)}
        onInput={() => emit('changing')}
        onChange={() => emit('change')}
      />
      {booleanOf(attributes['show-value']) && <span class="mp-slider-value">{shown}</span>}
    </NodeElement>
  )
}
