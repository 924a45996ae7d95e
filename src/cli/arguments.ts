import { existsSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { Command, Option } from 'commander'
import directory from '../albums/directory.ts'
import system from '../albums/system.ts'
import type { Album } from '../core/types.ts'
import type { Layout } from '../node/cloud/dated-folder.ts'
import { absolutePath, mistakenFolder } from '../node/paths.ts'
import { MAX_TIMEOUT_MS } from '../util/async.ts'
import { suggest } from '../util/format.ts'
import { isFramingHeader, parseUrl, redactUrl } from '../util/url.ts'
import { words } from './messages.ts'

/** A mistake on the command line: one line, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** What was probably meant. Without it, the message is followed by a pointer to the help. */
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/** The error for a word that is not one of the known ones. Suggests the one that was probably meant. */
export function unknownWord(message: string, word: string, known: readonly string[]): UsageError {
  const meant = suggest(word, known)
  return new UsageError(message, meant === undefined ? undefined : words.didYouMean(meant))
}

/** A command whose usage errors are `UsageError`s: in both languages, and with the suggestions of this package. */
export class PhotosalbumCommand extends Command {
  override createCommand(name?: string): PhotosalbumCommand {
    return new PhotosalbumCommand(name)
  }

  unknownOption(flag: string): never {
    const known = this.createHelp()
      .visibleOptions(this)
      .concat(this.parent?.options ?? [])
      .flatMap(({ long }) => long ?? [])
    const isFile = this.registeredArguments.length > 0 && existsSync(flag)
    throw unknownWord(`${words.noSuchOption(flag)}${isFile ? words.fileLikeOption(flag) : ''}`, flag, known)
  }

  /** A full-width colon includes a space. */
  override helpInformation(...context: Parameters<Command['helpInformation']>): string {
    return super.helpInformation(...context).replace(/^(\S+：) /, '$1')
  }

  missingArgument(): never {
    throw new UsageError(words.missingArgument[this.name() === 'save' ? 'save' : 'run'])
  }

  optionMissingArgument(option: Option): never {
    throw missingValue(option)
  }

  _excessArguments(given: readonly string[]): never {
    const expected = this.registeredArguments.length
    throw new UsageError(expected === 0 ? words.noArguments(given[0] ?? '') : words.oneArgument(given.length))
  }
}

const missingValue = ({ long, flags }: Option) => new UsageError(words.needsValue(long ?? flags, flags))

/** An option with a value. `read` checks the value, and throws a `UsageError` for a bad one. */
export function valueOption<Value>(
  flags: string,
  help: string,
  read: (text: string, name: string, previous: Value | undefined) => Value,
): Option {
  const option = new Option(flags, help)
  return option.argParser<Value>((text, previous) => {
    const [long = flags, short = ''] = [option.long, option.short]
    const attached = process.argv.some((arg) => arg === `${long}=${text}` || arg === `${short}${text}`)
    // Most people mean "--album=pics" by "-a=pics", which would be a folder called "=pics".
    if (text.startsWith('=') && attached && !process.argv.includes(`${long}=${text}`))
      throw text === '=' ? missingValue(option) : new UsageError(words.equalsSign(short, text.slice(1)))
    // "--album --json" is a forgotten value, not a folder called "--json"; "--album=--json" is one.
    if (text === '' || (text.startsWith('-') && text !== '-' && !attached)) throw missingValue(option)
    return read(text, long, previous)
  })
}

export const text = (value: string) => value

/** `id=7&from=share`, or one pair at a time. */
export const query = (value: string, _name: string, previous?: string) =>
  previous === undefined ? value : `${previous}&${value.replace(/^\?/, '')}`

export const oneOf =
  <const Choice extends string>(...choices: readonly Choice[]) =>
  (value: string, name: string): Choice => {
    const choice = choices.find((known) => known === value)
    if (choice === undefined) throw unknownWord(words.oneOf(name, choices, value), value, choices)
    return choice
  }

export const countUpTo = (most: number) => (value: string, name: string) => {
  if (!/^[1-9]\d*$/.test(value) || Number(value) > most) throw new UsageError(words.wantsCount(name, most, value))
  return Number(value)
}

/** `10/s` as milliseconds between two starts. A number without a unit is per second. */
export const rate = (value: string, name: string) => {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(?:\/(s|min|h))?$/.exec(value) ?? []
  const interval = (TIMES[unit] ?? Number.NaN) / Number(number)
  if (!(interval > 0) || interval > MAX_TIMEOUT_MS) throw new UsageError(words.wantsRate(name, value))
  return interval
}

export const retries = (value: string, name: string) => {
  if (!/^\d{1,2}$/.test(value) || Number(value) > 20) throw new UsageError(words.wantsRetries(name, value))
  return Number(value)
}

/** A place for claims: `s3://bucket/prefix`. */
export const share = (value: string, name: string) => {
  const url = /^s3:\/\//i.test(value) ? parseUrl(value) : undefined
  if (!url?.host || url.search || url.username || url.password || url.port)
    throw new UsageError(words.wantsShare(name, redact(value)))
  return value
}

export const port = (value: string, name: string) => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new UsageError(words.wantsPort(name, value))
  return Number(value)
}

/** An IPv4 address. Whether this computer has it is checked later. */
export const host = (value: string, name: string) => {
  if (!isIPv4(value)) throw new UsageError(words.wantsAddress(name, value))
  return value
}

/** `20MB` in bytes. A number without a unit is in bytes. */
export const size = (value: string, name: string) =>
  Math.floor(measured(value, SIZES) ?? reject(words.wantsSize(name, value)))

/** `90s` in milliseconds. A number without a unit is in seconds. */
export const duration = (value: string, name: string) =>
  Math.min(MAX_TIMEOUT_MS, measured(value, TIMES) ?? reject(words.wantsDuration(name, value)))

/** `Referer: https://example.com/`. The value may be a secret, so no message shows it. */
export const header = (value: string, name: string, previous: Readonly<Record<string, string>> = {}) => {
  const [, field = '', content] = /^([^:]*):[ \t]*(.*)$/s.exec(value) ?? []
  const refuse = (problem: 'colon' | 'name' | 'value', header = `${Object.keys(previous).length + 1}`) =>
    new UsageError(words.wantsHeader(name, header, problem))
  if (content === undefined) throw refuse('colon')
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(field)) throw refuse('name')
  if (/[^\t\x20-\x7e\x80-\xff]/.test(content)) throw refuse('value', `"${field}"`)
  if (isFramingHeader(field)) throw new UsageError(words.ownHeader(name, field))
  // As `Headers.append` does, and browsers with cookies.
  const key = field.toLowerCase()
  return { ...previous, [key]: [previous[key], content].filter(Boolean).join(key === 'cookie' ? '; ' : ', ') }
}

export const userAgent = (value: string, name: string) => {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new UsageError(words.wantsUserAgent(name))
  return value
}

/** Reads the value of `--album`, and refuses what is probably not meant as a folder. */
export function album(value: string): string {
  if (isServerAlbum(value)) return serverAlbum(value)
  if (/^s3:/i.test(value)) throw new UsageError(words.urlAsFolder(redact(value.replace(/^s3:\/*/i, 's3://'))))
  if (/^(web)?davs?:/i.test(value)) {
    const address = value.replace(/^[^:]+:\/*/, 'https://')
    throw new UsageError(words.urlAsFolder(`webdav+${redact(address)}`))
  }
  if (/^system$/i.test(value) && value !== 'system') throw new UsageError(words.meantSystem(value))
  const mistake = mistakenFolder(value)
  if (mistake) {
    const { meant } = mistake
    const isHome = value.startsWith('~') && meant !== undefined
    const isUrl = /^[a-z][a-z\d+.-]+:/i.test(value)
    if (/^https?:/i.test(value)) throw new UsageError(words.webAsFolder(`webdav+${redact(value)}`))
    if (isHome) throw new UsageError(words.homeFolder(value, meant))
    if (!isUrl) throw new UsageError(words.notAFolder(value))
    throw new UsageError(meant === undefined ? words.unknownAlbumUrl(redact(value)) : words.urlAsFolder(meant))
  }
  return value
}

/** A URL of an album on a server. */
export const isServerAlbum = (name: string) => /^(s3|webdav\+https?):\/\//i.test(name)

/** As in the imported type. Not imported, since saving into a folder needs no module of albums on servers. */
const LAYOUTS: readonly Layout[] = ['none', 'year', 'month', 'day']

function serverAlbum(value: string): string {
  const url = parseUrl(value.replace(/^webdav\+/i, ''))
  if (!url?.host) throw new UsageError(words.wantsServerAlbum(redact(value)))
  // They would have no effect.
  if (url.protocol === 's3:' && (url.username || url.password || url.port))
    throw new UsageError(words.bareBucket(redact(value)))
  const { folders, ...others } = Object.fromEntries(url.searchParams)
  if (Object.keys(others).length > 0 || (folders !== undefined && !LAYOUTS.includes(folders as Layout)))
    throw new UsageError(words.wantsFolders(LAYOUTS))
  return value
}

/** Identifies the album of `--album`, however it was typed. Without secrets. */
export function albumAddress(name = 'system'): string {
  if (name === 'system') return name
  return isServerAlbum(name) ? redact(name).replace(/\/+$/, '') : absolutePath(name)
}

/** Opens the album of `--album`: that of this computer, a folder, or one on a server, with at most `uploads` at once. */
export async function openAlbum(name = 'system', uploads = 6, timeout?: number): Promise<Album> {
  if (name === 'system') return system()
  if (isServerAlbum(name)) return (await import('./server-album.ts')).openServerAlbum(name, uploads, timeout)
  return directory({ path: name })
}

const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}
const TIMES: Readonly<Record<string, number>> = { ms: 1, '': 1e3, s: 1e3, m: 6e4, min: 6e4, h: 36e5 }

/** Less than one byte, or one millisecond, is not a limit. */
function measured(value: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim()) ?? []
  const result = Number(number) * (units[unit.toLowerCase()] ?? Number.NaN)
  return result >= 1 ? result : undefined
}

/** What was typed, without secrets: a URL without its user name, password and parameters. */
export function redact(typed: string): string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(typed)) return typed
  return redactUrl(/^https?:/i.test(typed) && URL.canParse(typed) ? new URL(typed) : typed)
}

function reject(message: string): never {
  throw new UsageError(message)
}
