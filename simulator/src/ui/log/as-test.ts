import { DEFAULT_DEVICE, type Device, UNLIMITED_STORAGE } from '../../state/device.ts'
import { type CallRow, lostSuccess } from '../../state/log.ts'

/** A Vitest test with `photosalbum/testing` that repeats a call with its device settings. */
export function testOf(row: CallRow): string {
  const lost = lostSuccess(row)
  const { setup, path, needs } = fileOf(row)
  const parts = ['my', 'album', ...(needs.has('network') ? ['network'] : [])]
  const options = { ...row.arguments, ...('url' in row.arguments ? { url: CODE } : { filePath: CODE }) }
  const optionsCode = literal(options).replace(`'${CODE}'`, () => path)
  const call = `my.${row.api}(${'filePath' in row.arguments || 'url' in row.arguments ? optionsCode : literal(row.arguments)})`
  const lines = [
    `const { ${parts.join(', ')} } = createTestMy(${optionsOf(row, lost)})`,
    ...setup,
    '',
    ...(lost
      ? lostLines(row.api, optionsCode)
      : row.outcome === 'succeeded'
        ? successLines(row, call)
        : failureLines(row, call)),
  ]
  const images = needs.has('tinyImage') ? ', tinyImage' : ''
  return [
    `import { createTestMy${images} } from 'photosalbum/testing'`,
    `import { expect, test${lost ? ', vi' : ''} } from 'vitest'`,
    '',
    `test(${quote(titleOf(row, lost))}, async () => {`,
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
    '})',
    '',
  ].join('\n')
}

/** A placeholder for a path that is an expression, not a string. */
const CODE = '%path%'

const titleOf = ({ api, outcome, result, reason }: CallRow, lost: boolean): string => {
  if (lost) return `my.${api} loses success of calls that overlap, as phones do`
  const code = (result as { error?: number } | undefined)?.error
  return outcome === 'succeeded'
    ? `my.${api} puts the photo into the album`
    : `my.${api} fails with ${code} (${reason ?? 'unknown'})`
}

/** The device settings that differ from the defaults. */
function optionsOf({ device, reason }: CallRow, lost: boolean): string {
  const changed: Record<string, unknown> = {}
  for (const name of ['platform', 'SDKVersion', 'clientVersion', 'permission'] as const) {
    if (device[name] !== DEFAULT_DEVICE[name]) changed[name] = device[name]
  }
  if (device.permission === 'prompt' && reason === 'permission-denied') changed.answers = { permission: 'denied' }
  // The image of the test is tiny, so only a full album fails.
  if (reason === 'storage-full') changed.freeStorage = 0
  else if (device.freeStorage < UNLIMITED_STORAGE) changed.freeStorage = Math.max(device.freeStorage, 10_000)
  if (lost) changed.defects = { consecutiveCalls: true }
  return Object.keys(changed).length === 0 ? '' : literal({ device: changed })
}

interface TestFile {
  readonly setup: readonly string[]
  /** The expression for the path. */
  readonly path: string
  readonly needs: ReadonlySet<string>
}

/** The files that have to exist before the call. */
function fileOf({ arguments: args, device, reason, photo }: CallRow): TestFile {
  const path = args.filePath ?? args.url
  const image = `tinyImage(${quote(photo?.type ?? 'png')})`
  const nothing = { setup: [], path: literal(path), needs: new Set<string>() }
  if (typeof path !== 'string') return nothing
  if (path.startsWith('https://usr/')) {
    const content = reason === 'not-an-image' ? quote('this is no image') : `${image}.buffer`
    if (reason === 'not-found') return nothing
    const folder = path.slice(0, path.lastIndexOf('/'))
    const setup = [
      'const files = my.getFileSystemManager()',
      ...(folder === 'https://usr' ? [] : [`await files.mkdir({ dirPath: ${quote(folder)}, recursive: true })`]),
      `await files.writeFile({ filePath: ${quote(path)}, data: ${content} })`,
    ]
    return { ...nothing, setup, needs: needsOf(content) }
  }
  if (path.startsWith('https://resource/')) {
    if (reason === 'not-found') return nothing
    const url = quote('https://cdn.example/picture')
    const content = reason === 'not-an-image' ? quote('this is no image') : image
    return {
      setup: [`network.serve(${url}, ${content})`, `const { apFilePath } = await my.downloadFile({ url: ${url} })`],
      path: 'apFilePath',
      needs: new Set([...needsOf(content), 'network']),
    }
  }
  // Paths other than URLs are never requested.
  if (!/^https?:/i.test(path) || reason === 'unsupported-path') return nothing
  const served = networkOf(path, device, reason, image)
  return { ...nothing, setup: [served], needs: new Set([...needsOf(served), 'network']) }
}

function networkOf(url: string, { network }: Device, reason: CallRow['reason'], image: string): string {
  const fault =
    network === 'offline'
      ? 'offline'
      : network === 'failing'
        ? 503
        : reason === 'not-found'
          ? 404
          : reason === 'timeout'
            ? 'timeout'
            : reason === 'network'
              ? 'reset'
              : undefined
  if (fault !== undefined) return `network.fail(${quote(url)}, ${literal(fault)})`
  return `network.serve(${quote(url)}, ${reason === 'not-an-image' ? quote('<!doctype html>') : image})`
}

const needsOf = (code: string) => new Set(code.includes('tinyImage(') ? ['tinyImage'] : [])

function successLines({ result, photo }: CallRow, call: string): string[] {
  return [
    `expect(await ${call}).toEqual(${literal(result)})`,
    ...(photo ? [`expect(album.photos).toMatchObject([{ type: ${quote(photo.type)} }])`] : []),
  ]
}

function failureLines({ result }: CallRow, call: string): string[] {
  const { error } = result as { error: number }
  return [`await expect(${call}).rejects.toMatchObject({ error: ${error} })`, 'expect(album.photos).toEqual([])']
}

const lostLines = (api: string, optionsCode: string): string[] => [
  'const success = vi.fn()',
  `const options = ${optionsCode === '{}' ? '{ success }' : optionsCode.replace(/ }$/, ', success }')}`,
  `await Promise.all([my.${api}(options), my.${api}(options), my.${api}(options)])`,
  'expect(success).toHaveBeenCalledTimes(1)',
  'expect(album.photos).toHaveLength(3)',
]

/** Formats a value as code on one line. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Object.entries(value).map(
    ([name, one]) => `${/^[\w$]+$/.test(name) ? name : quote(name)}: ${literal(one)}`,
  )
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

const quote = (text: string) => `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`
