import type { MiniProgram } from '../runtime.ts'

/** The width of a typical phone's screen, in px: `my.getSystemInfo().windowWidth`. */
const PAGE_WIDTH = 390

/** The default size of a `<canvas>`, in px (canvas 画布.md). */
export const DEFAULT_SIZE = { width: 300, height: 225 }

/** A canvas of the visible page, with the size that its attributes give it, in px. */
export function canvasElement(
  program: Pick<MiniProgram, 'select' | 'node'>,
  id: string,
  pageWidth = PAGE_WIDTH,
): { width?: number; height?: number } | undefined {
  const [found] = program.select(`#${id}`, { first: true })
  const node = found === undefined ? undefined : program.node(found)
  if (node?.vnode.kind !== 'element' || node.vnode.tag !== 'canvas') return undefined
  return sizeOf(node.vnode.attributes, pageWidth)
}

/** The size that the attributes of an element give it, in px. */
export function sizeOf(
  attributes: { readonly [name: string]: unknown },
  pageWidth = PAGE_WIDTH,
): { width?: number; height?: number } {
  const size = (name: 'width' | 'height') => {
    const styled = new RegExp(`(?:^|[;\\s])${name}\\s*:\\s*([\\d.]+)(px|rpx)`).exec(String(attributes.style ?? ''))
    const fromStyle = styled ? Number(styled[1]) * (styled[2] === 'rpx' ? pageWidth / 750 : 1) : undefined
    const pixels = Number.parseFloat(String(attributes[name] ?? fromStyle))
    return pixels > 0 ? { [name]: pixels } : {}
  }
  return { ...size('width'), ...size('height') }
}
