import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CATCHES_MOVES } from '../../../../src/mini-program/types.ts'
import { markedNode, selectedNode } from '../../state/inspection.ts'
import { shown } from '../../state/running-app.ts'
import { texts } from '../../texts/index.ts'
import type { LiveNode } from '../../view/nodes.ts'
import { goTo } from '../view.ts'

/** Nodes at a greater depth are collapsed initially. */
const OPEN_DEPTH = 8
/** The maximum number of rows. In a page of ten thousand nodes, the user opens one part at a time. */
const MAX_ROWS = 600

interface TreeRow {
  readonly node: LiveNode
  readonly depth: number
  readonly hasChildren: boolean
  readonly isOpen: boolean
}

/** The nodes of a page, in the structure of its templates. Supports the usual keys of tree views. */
export function Tree({ root }: { root: LiveNode }) {
  const text = texts.value.page
  const elementRef = useRef<HTMLDivElement>(null)
  const toggled = useSignal<ReadonlyMap<number, boolean>>(new Map())
  const rows = rowsOf(root, toggled.value)
  const selected = selectedNode.value ?? root.id
  const index = Math.max(
    0,
    rows.findIndex(({ node }) => node.id === selected),
  )
  // Scrolls to a node that was picked on the phone.
  useEffect(() => {
    if (selectedNode.value === undefined) return
    const open = new Map(toggled.peek())
    for (let at = shown.peek()?.tree.get(selectedNode.value)?.parent; at; at = at.parent) open.set(at.id, true)
    toggled.value = open
  }, [selectedNode.value])
  useEffect(() => {
    const row = elementRef.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    row?.scrollIntoView({ block: 'nearest' })
    if (elementRef.current?.contains(document.activeElement)) row?.focus()
  }, [selected, rows.length])
  useEffect(
    () => () => {
      markedNode.value = undefined
    },
    [],
  )

  const toggle = ({ node, isOpen }: TreeRow, open = !isOpen) => {
    toggled.value = new Map([...toggled.value, [node.id, open]])
  }
  const choose = (row: TreeRow | undefined) => {
    if (!row) return
    selectedNode.value = row.node.id
    markedNode.value = row.node.id
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index]
    if (!row) return
    const steps: { readonly [key: string]: () => void } = {
      ArrowDown: () => choose(rows[index + 1]),
      ArrowUp: () => choose(rows[index - 1]),
      ArrowRight: () => (row.isOpen || !row.hasChildren ? choose(rows[index + 1]) : toggle(row, true)),
      ArrowLeft: () =>
        row.isOpen && row.hasChildren ? toggle(row, false) : choose(rows.find(({ node }) => node === row.node.parent)),
      Enter: () => open(row.node),
    }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    step()
  }

  return (
    <div
      class="tree"
      role="tree"
      aria-label={text.nodes}
      ref={elementRef}
      onMouseLeave={() => {
        markedNode.value = undefined
      }}
      onBlur={() => {
        markedNode.value = undefined
      }}
    >
      {rows.map((row, at) => (
        <div
          key={row.node.id}
          class="tree-row"
          role="treeitem"
          aria-level={row.depth + 1}
          aria-selected={at === index}
          aria-expanded={row.hasChildren ? row.isOpen : undefined}
          tabIndex={at === index ? 0 : -1}
          style={`--depth:${row.depth}`}
          onKeyDown={onKeyDown}
          onMouseEnter={() => {
            markedNode.value = row.node.id
          }}
          onClick={(event) => {
            choose(row)
            if ((event.target as Element).closest('.tree-twisty')) toggle(row)
          }}
          onDblClick={() => open(row.node)}
        >
          <span class="tree-twisty" aria-hidden="true">
            {row.hasChildren ? (row.isOpen ? '▾' : '▸') : ''}
          </span>
          <Label node={row.node} />
          <Source node={row.node} />
        </div>
      ))}
      {rows.length === MAX_ROWS && <p class="hint">{text.moreNodes}</p>}
    </div>
  )
}

function rowsOf(root: LiveNode, toggled: ReadonlyMap<number, boolean>): TreeRow[] {
  const rows: TreeRow[] = []
  const add = (node: LiveNode, depth: number) => {
    if (rows.length >= MAX_ROWS || (node.kind === 'text' && node.text.value.trim() === '')) return
    const children = node.kind === 'text' ? [] : node.children.value
    const hasChildren = children.length > 0
    const isOpen = hasChildren && (toggled.get(node.id) ?? depth < OPEN_DEPTH)
    rows.push({ node, depth, hasChildren, isOpen })
    if (isOpen) for (const child of children) add(child, depth + 1)
  }
  add(root, 0)
  return rows
}

/** Longer values are truncated. In characters. */
const MAX_VALUE = 40

function Label({ node }: { node: LiveNode }) {
  if (node.kind === 'text') return <span class="tree-text">{shortened(node.text.value.trim(), 2 * MAX_VALUE)}</span>
  const attributes = Object.entries((node.kind === 'element' ? node.attributes : node.host?.attributes)?.value ?? {})
  const events = node.kind === 'element' ? bindingsOf(node.events.value) : []
  return (
    <span class="tree-label" data-kind={node.kind}>
      <span class="tree-tag">{`<${node.tag}`}</span>
      {attributes.map(([name, value]) => (
        <span key={name}>
          {' '}
          <span class="tree-name">{name}</span>
          {'='}
          <span class="tree-value">{shortened(typeof value === 'string' ? `"${value}"` : JSON.stringify(value))}</span>
        </span>
      ))}
      {events.map((name) => (
        <span key={name} class="tree-event">{` ${name}`}</span>
      ))}
      <span class="tree-tag">{'>'}</span>
    </span>
  )
}

/** The attributes that bind events. */
const bindingsOf = (types: readonly string[]): string[] =>
  types
    .filter((type) => type !== 'touchMove' || !types.includes(CATCHES_MOVES))
    .map((type) => (type === CATCHES_MOVES ? type : `on${type[0]?.toUpperCase()}${type.slice(1)}`))

const shortened = (text: string, max = MAX_VALUE) => (text.length > max ? `${text.slice(0, max)}…` : text)

const sourceOf = (node: LiveNode) => (node.kind === 'text' ? undefined : node.source)

function open(node: LiveNode): void {
  const source = sourceOf(node)
  if (source) goTo(source[0], source[1])
}

/** The position of the node in its template. */
function Source({ node }: { node: LiveNode }) {
  const source = sourceOf(node)
  if (!source) return null
  const [file, line] = source
  return (
    <button type="button" class="place" tabIndex={-1} title={`${file}:${line}`} onClick={() => open(node)}>
      {file.split('/').at(-1)}:{line}
    </button>
  )
}
