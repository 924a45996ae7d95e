import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { computer } from './command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const shop = join(root, 'examples/mini-program')
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
const pages = [
  'README.md',
  'README.zh-CN.md',
  ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
]

/** The examples of the documentation: each command, and what it prints where the page shows that. */
const examples = pages.flatMap((page) => {
  const fences = readFileSync(join(root, page), 'utf8').matchAll(/^```(\w*)\n(.*?)^```/gms)
  return [...fences].flatMap(({ 1: language = '', 2: code = '' }) => {
    if (language !== '' && language !== 'sh') return []
    const [, session, output] = /^\$ photosalbum ([^\n]*)\n(.*)/s.exec(code) ?? []
    const lines = code.matchAll(/^(?:\w+=\S+ )*(?:npx )?photosalbum (\w.*?)(?: +#.*)?$/gm)
    const commands = [...lines].map(([, line = '']) => [line, undefined] as const)
    return session === undefined ? commands : [[session, output] as const]
  })
})
const commands = [...new Map(examples)]

it('the documentation has examples of each command', () => {
  const names = new Set(commands.map(([line]) => line.split(' ')[0]))
  expect([...names].sort()).toEqual(['doctor', 'run', 'save', 'simulate'])
})

it.each(['doctor', 'run', 'save', 'simulate'])('the examples of `%s` use options that it has', async (command) => {
  const { photosalbum } = await computer()
  const { out: help } = await photosalbum([command, '--help'])
  const used = commands
    .filter(([line]) => line.startsWith(`${command} `))
    .flatMap(([line]) => line.match(/(?<= )--?[a-z][\w-]*/g))
  for (const option of used) if (option) expect(help).toMatch(new RegExp(`(^|\\s)${option}\\b`))
})

it.each(commands.filter(([line]) => line.startsWith('run ')))(
  'in the example shop, `photosalbum %s` saves a photo, and prints what the page shows',
  async (line, output) => {
    const { home, shell, list } = await computer()
    const { code, out, err } = await shell(`cd '${shop}' && photosalbum ${line}`).ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(await list('Pictures')).toHaveLength(1)
    const shown = out.replace(home, '/home/me').replace(/IMG_\d+_\d+/, 'IMG_20260102_150405')
    if (output !== undefined) expect(shown).toBe(output)
  },
)
