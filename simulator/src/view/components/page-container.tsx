import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { compileLengths } from '../../../../src/mini-program/lengths.ts'
import { booleanOf, numberOf, textOf } from '../attributes.ts'
import { type BasicComponent, useViewHost } from '../host.ts'
import { NodeElement, useChildren } from '../node-view.tsx'

/** Slides over the page from one side while `show` is true. A tap outside of it closes it. */
export const PageContainer: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const elementRef = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const state = useSignal<'entering' | 'open' | 'leaving' | 'closed'>('closed')
  const { value: attributes } = node.attributes
  useChildren(node, elementRef)
  const isWanted = booleanOf(attributes.show)
  const duration = numberOf(attributes.duration, 300)

  function move(end: 'open' | 'closed'): void {
    const before = state.peek()
    const [on, name] = end === 'open' ? (['entering', 'Enter'] as const) : (['leaving', 'Leave'] as const)
    if (before === end || before === on) return
    if (before === 'entering') host.emit(node, 'enterCancelled')
    if (before === 'leaving') host.emit(node, 'leaveCancelled')
    host.emit(node, `before${name}`)
    state.value = on
    host.emit(node, name.toLowerCase())
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      state.value = end
      host.emit(node, `after${name}`)
    }, duration)
  }
  useEffect(() => move(isWanted ? 'open' : 'closed'), [isWanted])
  useEffect(() => () => clearTimeout(timer.current), [])

  return (
    <NodeElement
      node={node}
      style={`z-index:${numberOf(attributes['z-index'], 100)};--mp-duration:${duration}ms`}
      with={{ hidden: state.value === 'closed' || undefined, 'data-state': state.value }}
    >
      {booleanOf(attributes.overlay, true) && (
        <div
          class="mp-page-container-overlay"
          style={compileLengths(textOf(attributes['overlay-style']))}
          aria-hidden="true"
          onClick={() => {
            host.emit(node, 'clickOverlay')
            move('closed')
          }}
        />
      )}
      <div
        ref={elementRef}
        class="mp-page-container-box"
        data-position={textOf(attributes.position, 'bottom')}
        data-round={booleanOf(attributes.round) || undefined}
        style={compileLengths(textOf(attributes['custom-style']))}
      />
    </NodeElement>
  )
}
