import postcss, { type AtRule, type ChildNode, type Container, CssSyntaxError, type Root, type Rule } from 'postcss'
import type { Description } from '../core/problem-details.ts'
import { compileSelector } from './css-selectors.ts'
import { compileLengths, rpxToPixels } from './lengths.ts'

/** The parts of the project that compiling a style sheet needs. */
export interface StyleContext {
  /** The path of an imported style sheet, or `undefined` after a missing one was reported. */
  resolve(src: string, from: string, at: StylePlace): string | undefined
  /** The CSS of a file. `.less` and `.scss` are compiled with the compiler that the project has installed. */
  read(file: string): Promise<string>
  report(mistake: Description, file: string, at?: StylePlace): void
}

export interface StylePlace {
  readonly line: number
  readonly column: number
}

/**
 * Compiles a style sheet and everything that it imports. `scope` is the scope of the component, for `:host`. With `isolated`,
 * all rules match only elements of the component.
 */
export async function compileStyle(
  file: string,
  context: StyleContext,
  scope?: string,
  isolated = false,
): Promise<string> {
  const root = await load(file, [])
  transform(root, scope, isolated)
  return root.toString()

  async function load(current: string, importing: readonly string[]): Promise<Root> {
    const root = parse(await context.read(current), current, context)
    root.walkDecls((declaration) => {
      declaration.value = resolveAddresses(declaration.value, current)
    })
    for (const rule of importsOf(root)) {
      const place = rule.source?.start ?? { line: 1, column: 1 }
      const { src, media } = importIn(rule)
      if (/^(https?:)?\/\//.test(src)) continue
      const imported = context.resolve(src, current, place)
      if (imported === undefined || imported === current || importing.includes(imported)) rule.remove()
      else {
        const { nodes } = await load(imported, [...importing, current])
        if (media === '') rule.replaceWith(nodes)
        else rule.replaceWith(postcss.atRule({ name: 'media', params: media, nodes }))
      }
    }
    return root
  }
}

function parse(source: string, file: string, context: StyleContext): Root {
  try {
    return postcss.parse(source, { from: file })
  } catch (thrown) {
    if (!(thrown instanceof CssSyntaxError)) throw thrown
    const { reason, line = 1, column = 1 } = thrown
    const problem = `${reason}.`
    context.report({ message: problem, details: { code: 'style-invalid', problem } }, file, { line, column })
    // The complete rules before the error still apply.
    const before = source
      .split('\n')
      .slice(0, line - 1)
      .join('\n')
    try {
      return postcss.parse(before.slice(0, before.lastIndexOf('}') + 1), { from: file })
    } catch {
      return postcss.root()
    }
  }
}

function importsOf(root: Root): AtRule[] {
  return (root.nodes ?? []).filter((node): node is AtRule => node.type === 'atrule' && node.name === 'import')
}

function importIn({ params }: AtRule): { src: string; media: string } {
  const [text = '', src = ''] = /^(?:url\(\s*)?["']?([^"')\s]+)["']?\s*\)?/.exec(params.trim()) ?? []
  return { src, media: params.trim().slice(text.length).trim() }
}

function transform(root: Root, scope: string | undefined, isolated: boolean): void {
  const visit = (container: Container<ChildNode>, inKeyframes: boolean) => {
    for (const node of container.nodes ?? []) {
      if (node.type === 'rule') {
        const isNested = container.type === 'rule'
        if (!inKeyframes) (node as Rule).selector = compileSelector(node.selector, scope, isolated && !isNested)
        visit(node, inKeyframes)
      } else if (node.type === 'atrule') {
        if (/^(media|container|supports)$/.test(node.name)) node.params = rpxToPixels(node.params)
        const container = node.name === 'media' ? toContainerQuery(node.params) : undefined
        if (container !== undefined) Object.assign(node, { name: 'container', params: container })
        if (node.nodes) visit(node as Container<ChildNode>, inKeyframes || node.name.endsWith('keyframes'))
      } else if (node.type === 'decl') node.value = compileLengths(node.value)
    }
  }
  visit(root, false)
}

const SIZE_FEATURE = /^\((?:(?:min|max)-)?(?:width|height|aspect-ratio|orientation)\s*[:<>=][^()]*\)$/

/**
 * Turns media queries that depend only on the size of the viewport into container queries, because a view draws the page in a
 * container. All others stay as they are.
 */
function toContainerQuery(media: string): string | undefined {
  const queries = media.split(',').map((query) => query.trim().replace(/^(?:only\s+)?(?:screen|all)\s+and\s+/i, ''))
  const areSizes = queries.every((query) => query.split(/\s+and\s+/i).every((part) => SIZE_FEATURE.test(part.trim())))
  if (!areSizes) return undefined
  return queries.length === 1 ? queries[0] : queries.map((query) => `(${query})`).join(' or ')
}

/**
 * Resolves pictures of the package from the root of the app: `url(./a.png)` in `pages/index.acss` becomes `url(/pages/a.png)`.
 */
function resolveAddresses(value: string, file: string): string {
  if (!value.includes('url(')) return value
  return value.replace(/url\(\s*(["']?)([^"')]+)\1\s*\)/g, (text, quote: string, address: string) => {
    if (/^([a-z][\w+.-]*:|\/|#)/i.test(address)) return text
    return `url(${quote}${decodePath(new URL(address, `file:///${file}`).pathname)}${quote})`
  })
}

/** A percent sign may also be a part of a file name, such as `100%.png`. */
function decodePath(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
