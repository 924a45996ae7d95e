import type { EngineName } from './launch.ts'

export type AlbumName =
  | 'opfs'
  | 'picked-folder'
  | 'web-share'
  | 'web-download'
  | 'long-press'
  | 'alipay-h5'
  | 'memory'
  | 'browser'

/** The outcome of a save, or the reason why it fails. */
export type Outcome = 'stored' | 'handed-over' | 'unimplemented' | 'unavailable'

export interface EngineOutcomes {
  readonly albums: { readonly [Name in AlbumName]: Outcome }
  /** Where the app's own files are kept. */
  readonly files: 'private files' | 'memory'
  /** Whether a download is saved on the disk. A headless window of Chromium saves none if it is private. */
  readonly downloads: 'saved' | 'not when headless'
}

const everywhere = {
  'web-share': 'unimplemented',
  'web-download': 'handed-over',
  'long-press': 'handed-over',
  'alipay-h5': 'unimplemented',
  memory: 'stored',
  browser: 'handed-over',
} as const

const withPrivateFiles: EngineOutcomes = {
  albums: { ...everywhere, opfs: 'stored', 'picked-folder': 'unimplemented' },
  files: 'private files',
  downloads: 'saved',
}
const withoutPrivateFiles = (opfs: Outcome): EngineOutcomes => ({
  albums: { ...everywhere, opfs, 'picked-folder': 'unimplemented' },
  files: 'memory',
  downloads: 'saved',
})
/** Has a dialog for a folder, which needs a tap. */
const chromium: EngineOutcomes = {
  ...withPrivateFiles,
  albums: { ...withPrivateFiles.albums, 'picked-folder': 'unavailable' },
}

/** What each engine does on a computer, without a tap. The tests hold every engine to it. */
export const OUTCOMES: { readonly [Name in EngineName]: EngineOutcomes } = {
  Chromium: chromium,
  'Chromium, private': { ...chromium, downloads: 'not when headless' },
  'Chromium like Safari 15.4–18': chromium,
  Firefox: withPrivateFiles,
  'Firefox, private': withoutPrivateFiles('unavailable'),
  'WebKit without OPFS': withoutPrivateFiles('unimplemented'),
  'WebKit like Safari 15.4–18': withoutPrivateFiles('unimplemented'),
  'WebKit like Safari 26': withPrivateFiles,
  'WebKit, private': withoutPrivateFiles('unavailable'),
}

/** The table as Markdown, for docs/engines.md. */
export function outcomesTable(): string {
  const engines = Object.entries(OUTCOMES)
  const albums = Object.keys(everywhere) as AlbumName[]
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    row(['', ...engines.map(([name]) => name)]),
    row(['---', ...engines.map(() => '---')]),
    ...(['opfs', 'picked-folder', ...albums] as AlbumName[]).map((album) =>
      row([`[\`${album}\`](albums/${album}.md)`, ...engines.map(([, { albums }]) => albums[album])]),
    ),
    row(['files of the app', ...engines.map(([, { files }]) => files)]),
    row(['downloads', ...engines.map(([, { downloads }]) => downloads)]),
  ].join('\n')
}
