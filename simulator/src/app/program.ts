import type { MyOptions } from 'photosalbum/browser'
import { readAppFile } from '../phone/server.ts'
import type { CanvasElement } from './protocol.ts'

/** `app.json`, or a page's own `.json`, as far as the phone reads them. */
export interface Config {
  readonly permission?: MyOptions['permission']
  readonly window?: { readonly defaultTitle?: string }
  readonly defaultTitle?: string
  readonly pages?: readonly string[]
}

/** Something that can run: a sample, or the person's project. */
export interface Program {
  readonly id: string
  /** Where its files are served below `/app/<page>/`. */
  readonly root: string
  readonly name: string
  readonly app?: string | undefined
  readonly pages: readonly string[]
  readonly config: Config
  /** What is wrong with it, for the person to read. */
  readonly problem?: string | undefined
}

/** The person's project, as the server describes it; nothing where there is none. */
export async function readProject(): Promise<Program | undefined> {
  const response = await fetch('/project.json').catch(() => undefined)
  const described = response?.ok ? ((await response.json()) as Omit<Program, 'id' | 'root'> | null) : null
  return described ? { ...described, id: 'project', root: 'project' } : undefined
}

/** What the phone shows of a page before it runs. */
export interface PageMarkup {
  readonly title: string
  readonly canvases: readonly CanvasElement[]
}

export async function readMarkup(program: Program, page: string): Promise<PageMarkup> {
  const base = `${program.root}/${page.replace(/\.m?js$/, '')}`
  const [json, axml] = await Promise.all([text(`${base}.json`), text(`${base}.axml`)])
  const own = parse(json)
  const title = own.defaultTitle ?? own.window?.defaultTitle ?? program.config.window?.defaultTitle ?? program.name
  return { title, canvases: canvasesIn(axml) }
}

const text = async (path: string): Promise<string> => (await readAppFile(path))?.text() ?? ''

function parse(json: string): Config {
  try {
    return json === '' ? {} : ((JSON.parse(json) as Config | null) ?? {})
  } catch {
    return {}
  }
}

/** The canvases of a page. Their size is what a page's code draws by, so it is taken from the markup, or its style. */
function canvasesIn(axml: string): CanvasElement[] {
  return [...axml.matchAll(/<canvas\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const attribute = (name: string) => new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1]
    const style = attribute('style') ?? ''
    const size = (name: string, usual: number) => {
      const styled = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([\\d.]+)(px|rpx)`).exec(style)
      // 750 rpx are as wide as the screen, which is 375 px here.
      const px = Number(attribute(name) ?? (styled ? Number(styled[1]) / (styled[2] === 'rpx' ? 2 : 1) : usual))
      return px > 0 ? px : usual
    }
    const id = attribute('id') ?? attribute('canvas-id')
    return id === undefined ? [] : [{ id, width: size('width', 300), height: size('height', 225) }]
  })
}
