import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { sample } from '../setup/counts.ts'
import { computer } from './command.ts'

const COMMANDS = ['save', 'run', 'simulate', 'doctor']

it('shows the commands for no argument, --help, -h and help', async () => {
  const { photosalbum } = await computer()
  const shown = await Promise.all([[], ['--help'], ['-h'], ['help']].map((args) => photosalbum(args)))
  const [first] = shown
  for (const ended of shown) expect(ended).toEqual({ ...first, code: 0, err: '' })
  for (const command of COMMANDS) expect(first?.out).toMatch(new RegExp(`^  ${command} `, 'm'))
})

it.each(COMMANDS)('photosalbum %s --help', async (command) => {
  const { photosalbum } = await computer()
  const { code, out, err } = await photosalbum([command, '--help'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatchSnapshot()
  for (const word of sample(1, ['help', '--help', '-h']))
    expect(await photosalbum([word, command])).toEqual({ code, out, err })
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
})

it.each(
  sample(1, [
    ['--lang zh', ['--lang', 'zh', 'save', '--help'], {}],
    ['LC_ALL', ['help', 'save'], { LC_ALL: 'zh_CN.UTF-8' }],
    ['LC_MESSAGES', ['save', '--help'], { LC_MESSAGES: 'zh_TW.UTF-8' }],
    ['LANG', ['save', '--help'], { LANG: 'zh_CN.UTF-8' }],
  ]),
)('is in Chinese with %s', async (_what, args, env) => {
  const { photosalbum } = await computer()
  const { out } = await photosalbum(args, { env })
  expect(out).toMatch(/^用法：photosalbum save \[options\]/)
  expect(out).toContain('把图片保存到本机相册。')
  expect(out).toContain('同时下载的数量，最多 128；处理中的图片最多为其四倍（默认：6）')
  expect(out).not.toMatch(/\b(Usage|Options|Arguments|default|show)\b/)
})

it('prints its version, alone and with each command', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  const { photosalbum } = await computer()
  for (const args of [['--version'], ['-v'], ...sample(1, COMMANDS).map((command) => [command, '--version'])])
    expect(await photosalbum(args)).toEqual({ code: 0, out: `${version}\n`, err: '' })
})
