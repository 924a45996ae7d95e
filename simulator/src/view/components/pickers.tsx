import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { compileLengths } from '../../../../src/mini-program/lengths.ts'
import type { Json } from '../../../../src/mini-program/types.ts'
import { booleanOf, listOf, numberOf, textOf } from '../attributes.ts'
import { type BasicComponent, useViewHost } from '../host.ts'
import { NodeBox, NodeElement, useChild } from '../node-view.tsx'
import type { LiveElement, LiveNode } from '../nodes.ts'

/** Opens a bottom sheet with the options of the picker. */
export const Picker: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const { value: attributes } = node.attributes
  const isDisabled = booleanOf(attributes.disabled)

  function open(): void {
    if (isDisabled) return
    const { range, 'range-key': key } = attributes
    host.sheet.value = {
      title: textOf(attributes.title),
      columns: [listOf(range).map((item) => choiceText(item, textOf(key)))],
      selected: [numberOf(attributes.value, 0)],
      close(chosen) {
        host.sheet.value = undefined
        if (chosen) host.emit(node, 'change', { detail: { value: chosen[0] ?? 0 } })
        else host.emit(node, 'cancel')
      },
    }
  }

  return (
    <NodeElement
      node={node}
      with={{
        role: 'button',
        tabIndex: isDisabled ? undefined : 0,
        'aria-haspopup': 'listbox',
        'aria-disabled': isDisabled || undefined,
        onClick: open,
      }}
    />
  )
}

const choiceText = (item: Json, key: string): string =>
  textOf(
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? ((item as { [key: string]: Json })[key] ?? null)
      : item,
  )

/** Scrollable wheels in the page. The value is the list of selected indexes. */
export const PickerView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  // Other children are not shown.
  const columns = node.children.value.filter(
    (child): child is LiveElement => child.kind === 'element' && child.tag === 'picker-view-column',
  )
  const { value: attributes } = node.attributes
  const { value } = attributes
  const selected = useSignal(indexesOf(value))
  useLayoutEffect(() => {
    selected.value = indexesOf(value)
  }, [JSON.stringify(value)])
  useEffect(() => {
    node.methods = {
      setValue: (next) => {
        selected.value = indexesOf(next)
      },
    }
  }, [node])
  const itemHeight = itemHeightOf(textOf(attributes['indicator-style']))
  const part = (name: 'indicator' | 'mask') => ({
    class: `mp-picker-view-${name} ${textOf(attributes[`${name}-class`])}`,
    style: compileLengths(textOf(attributes[`${name}-style`])),
    'data-scope': node.scope,
    'aria-hidden': true,
  })
  return (
    <NodeElement node={node} style={`--mp-item-height:${itemHeight}px`}>
      <div {...part('mask')} />
      <div {...part('indicator')} />
      {columns.map((column, index) => (
        <Wheel
          key={column.id}
          column={column}
          itemHeight={itemHeight}
          selected={selected.value[index] ?? 0}
          isImmediate={booleanOf(attributes['immediate-change'])}
          onMove={(type) => host.emit(node, type)}
          onSelect={(item) => {
            const before = columns.map((_, each) => selected.peek()[each] ?? 0)
            if (before[index] === item) return
            selected.value = before.with(index, item)
            host.emit(node, 'change', { detail: { value: selected.value } })
          }}
        />
      ))}
    </NodeElement>
  )
}

const indexesOf = (value: Json | undefined): number[] => listOf(value).map((index) => numberOf(index, 0))

const ITEM_HEIGHT = 34

/** Items are as high as the frame of the selected one. */
function itemHeightOf(indicatorStyle: string): number {
  const height = /(?:^|;)\s*height\s*:\s*([\d.]+)px/.exec(indicatorStyle)?.[1]
  return Number(height ?? ITEM_HEIGHT) || ITEM_HEIGHT
}

function Wheel({
  column,
  itemHeight,
  selected,
  isImmediate,
  onMove,
  onSelect,
}: {
  column: LiveElement
  itemHeight: number
  selected: number
  /** Whether the selection changes when the finger is lifted, before scrolling has ended. */
  isImmediate: boolean
  onMove: (type: 'pickStart' | 'pickEnd') => void
  onSelect: (index: number) => void
}) {
  const elementRef = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useChild(column, elementRef)
  useEffect(() => {
    elementRef.current?.scrollTo({ top: selected * itemHeight })
  }, [selected, itemHeight])
  useEffect(() => () => clearTimeout(timer.current), [])
  /** Whether scrolling is currently caused by the user. */
  const mayMove = useRef(false)
  const isMoving = useRef(false)
  const select = () => onSelect(Math.round((elementRef.current?.scrollTop ?? 0) / itemHeight))
  function onScroll(): void {
    if (mayMove.current && !isMoving.current) {
      isMoving.current = true
      onMove('pickStart')
    }
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (!elementRef.current) return
      select()
      if (isMoving.current) onMove('pickEnd')
      mayMove.current = isMoving.current = false
    }, 100)
  }
  /** The user may start scrolling. This only counts when it moves: a key or a wheel has no effect at the end of the list. */
  function onStart(): void {
    mayMove.current = true
  }
  return (
    <div
      ref={elementRef}
      class="mp-wheel"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable wheel must be reachable by keyboard.
      tabIndex={0}
      onScroll={onScroll}
      {...{ onTouchMove: onStart, onWheel: onStart, onKeyDown: onStart }}
      onTouchEnd={isImmediate ? select : undefined}
    />
  )
}

export const PickerViewColumn: BasicComponent = ({ node }) => {
  const isItem = (child: LiveNode) => child.kind !== 'text' || child.text.value.trim() !== ''
  return (
    <NodeElement node={node}>
      {node.children.value.filter(isItem).map((child) => (
        <NodeBox key={child.id} node={child} class="mp-wheel-item" />
      ))}
    </NodeElement>
  )
}
