import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Json } from '../../../../src/mini-program/types.ts'
import { booleanOf, listOf, numberOf, textOf } from '../attributes.ts'
import { type BasicComponent, useViewHost } from '../host.ts'
import { NodeBox, NodeElement, useChild } from '../node-view.tsx'
import type { LiveElement, LiveNode } from '../nodes.ts'

/** Opens a bottom sheet with its choices. */
export const Picker: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const { value: attributes } = node.attributes
  const isDisabled = booleanOf(attributes.disabled)

  function open(): void {
    if (isDisabled) return
    const { range, 'range-key': key } = attributes
    host.sheet.value = {
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

/** Scrollable wheels inside the page. The value is the list of the selected indexes. */
export const PickerView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const columns = node.children.value.filter((child): child is LiveElement => child.kind === 'element')
  const { value } = node.attributes.value
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
  const itemHeight = itemHeightOf(textOf(node.attributes.value['indicator-style']))
  return (
    <NodeElement node={node} style={`--mp-item-height:${itemHeight}px`}>
      <div class="mp-picker-view-mask" style={textOf(node.attributes.value['indicator-style'])} aria-hidden="true" />
      {columns.map((column, index) => (
        <Wheel
          key={column.id}
          column={column}
          itemHeight={itemHeight}
          selected={selected.value[index] ?? 0}
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

/** Items are as high as the frame around the selected one. */
function itemHeightOf(indicatorStyle: string): number {
  const height = /(?:^|;)\s*height\s*:\s*([\d.]+)px/.exec(indicatorStyle)?.[1]
  return Number(height ?? ITEM_HEIGHT) || ITEM_HEIGHT
}

function Wheel({
  column,
  itemHeight,
  selected,
  onSelect,
}: {
  column: LiveElement
  itemHeight: number
  selected: number
  onSelect: (index: number) => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useChild(column, place)
  useEffect(() => {
    place.current?.scrollTo({ top: selected * itemHeight })
  }, [selected, itemHeight])
  useEffect(() => () => clearTimeout(timer.current), [])
  function onScroll(): void {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (place.current) onSelect(Math.round(place.current.scrollTop / itemHeight))
    }, 100)
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable wheel must be reachable by keyboard.
    <div ref={place} class="mp-wheel" tabIndex={0} onScroll={onScroll} />
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
