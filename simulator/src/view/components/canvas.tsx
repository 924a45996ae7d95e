import { useEffect, useRef } from 'preact/hooks'
import { texts } from '../../texts/index.ts'
import { booleanOf, lengthOf, textOf } from '../attributes.ts'
import { type BasicComponent, pageOf, useViewHost } from '../host.ts'
import { NodeElement } from '../node-view.tsx'
import type { Attributes } from '../nodes.ts'

/**
 * The attributes set the size, unless a style or class does. A canvas that is wider than the page is cropped, as on a phone.
 */
const sizeOf = ({ width, height }: Attributes): string =>
  [
    width !== undefined && `--mp-canvas-width:${lengthOf(width)}`,
    height !== undefined && `--mp-canvas-height:${lengthOf(height)}`,
  ]
    .filter(Boolean)
    .join(';')

/**
 * The app draws in its worker, at the resolution that it has set. The result is scaled to the whole element, so that a poster
 * is never cropped.
 */
export const Canvas: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const elementRef = useRef<HTMLCanvasElement>(null)
  const { value: attributes } = node.attributes
  const id = textOf(attributes.id) || textOf(attributes['canvas-id'])
  const picture = host.canvases.value.get(id)
  useEffect(() => {
    const context = elementRef.current?.getContext('2d')
    if (!context || !picture) return
    context.clearRect(0, 0, picture.width, picture.height)
    context.drawImage(picture, 0, 0)
  }, [picture])
  useEffect(() => {
    host.emit(node, 'ready', { detail: { id } })
    const element = node.dom
    const pageWidth = pageOf(element)?.clientWidth ?? 0
    if (element && pageWidth > 0 && element.offsetWidth > pageWidth) {
      host.report(node, texts.value.log.notes.canvasCutOff(id, element.offsetWidth, pageWidth))
    }
  }, [host, node, id])
  return (
    <NodeElement
      node={node}
      style={sizeOf(attributes)}
      with={{ 'data-disable-scroll': booleanOf(attributes['disable-scroll']) || undefined }}
    >
      <canvas
        ref={elementRef}
        width={picture?.width ?? 1}
        height={picture?.height ?? 1}
        role="img"
        aria-label={textOf(attributes['aria-label'], `canvas ${id}`)}
      />
    </NodeElement>
  )
}
