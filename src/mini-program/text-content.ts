import type { VNode } from './vnode.ts'

/** The character that replaces a space, by the value of `space` in a `text` or a `rich-text`. */
export const SPACES: { readonly [space: string]: string } = { nbsp: '\u00A0', ensp: '\u2002', emsp: '\u2003' }

const ENTITIES: { readonly [name: string]: string } = { ...SPACES, lt: '<', gt: '>', amp: '&', apos: "'" }

/** The content of a `text` after applying its attributes `decode` and `space` (official page: text). */
export function textContent(
  attributes: { readonly [name: string]: unknown },
  content: readonly VNode[],
): readonly VNode[] {
  const isDecoded = Boolean(attributes.decode)
  const space = SPACES[String(attributes.space)]
  if (!isDecoded && space === undefined) return content
  return content.map((node) => {
    if (node.kind !== 'text') return node
    const spaced = space === undefined ? node.text : node.text.replaceAll(' ', space)
    return { ...node, text: isDecoded ? decoded(spaced) : spaced }
  })
}

const decoded = (text: string): string =>
  text.replace(/&(nbsp|ensp|emsp|lt|gt|amp|apos);/g, (_, name: string) => ENTITIES[name]!)
