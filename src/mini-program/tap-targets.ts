import type { ViewElement, ViewNode } from './types.ts'
import { textIn } from './view-tree.ts'

/** The innermost element whose visible text is exactly this, apart from space around it. */
export function findByText(node: ViewNode, text: string): ViewNode | undefined {
  if ('text' in node) return undefined
  for (const child of node.children) {
    const found = findByText(child, text)
    if (found) return found
  }
  return textIn(node).trim() === text ? node : undefined
}

/** The visible texts of what reacts to a tap, for a message when nothing has the text that was asked for. */
export function tappableTexts(root: ViewElement): string[] {
  const texts = new Set<string>()
  const visit = (node: ViewNode): void => {
    if ('text' in node) return
    const text = textIn(node).trim()
    if (text !== '' && 'tag' in node && (node.tag === 'button' || isTapped(node))) texts.add(text)
    node.children.forEach(visit)
  }
  root.children.forEach(visit)
  return [...texts]
}

const isTapped = (node: ViewNode) => 'events' in node && node.events.includes('tap')
