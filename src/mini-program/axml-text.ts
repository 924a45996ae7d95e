import type { Json, ViewNode } from './types.ts'

export interface AxmlTextOptions {
  /**
   * Whether custom components are printed as elements around their content.
   * @default true
   */
  readonly components?: boolean
}

/** Formats a rendered tree as readable AXML, for snapshots and messages. */
export function axmlText(nodes: ViewNode | readonly ViewNode[], { components = true }: AxmlTextOptions = {}): string {
  const list = Array.isArray(nodes) ? (nodes as readonly ViewNode[]) : [nodes as ViewNode]
  return list.flatMap((node) => linesOf(node, components)).join('\n')
}

function linesOf(node: ViewNode, components: boolean): string[] {
  if ('text' in node) return node.text.trim() === '' ? [] : [escapeText(node.text)]
  const isComponent = 'component' in node
  const content = joinTexts(node.children).flatMap((child) => linesOf(child, components))
  if (isComponent && !components) return content
  const attributes = Object.entries(isComponent ? (node.host?.attributes ?? {}) : node.attributes)
  const opening = `${node.tag}${attributes.map(attributeText).join('')}`
  if (content.length === 0) return [`<${opening} />`]
  const [only] = node.children
  if (content.length === 1 && node.children.every((child) => 'text' in child) && only)
    return [`<${opening}>${content[0]}</${node.tag}>`]
  return [`<${opening}>`, ...content.map((line) => `  ${line}`), `</${node.tag}>`]
}

/** Joins adjacent text nodes, which look like one text on the screen. */
function joinTexts(nodes: readonly ViewNode[]): ViewNode[] {
  const joined: ViewNode[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if ('text' in node && last && 'text' in last)
      joined[joined.length - 1] = { id: last.id, text: last.text + node.text }
    else joined.push(node)
  }
  return joined
}

function attributeText([name, value]: [string, Json]): string {
  if (value === true) return ` ${name}`
  if (value === '' && (name === 'class' || name === 'style')) return ''
  if (typeof value === 'string') return ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`
  return ` ${name}="{{${JSON.stringify(value)}}}"`
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
