import { readFileSync } from 'node:fs'
import type { Command, Option } from './command.ts'
import { commands } from './commands.ts'
import { common } from './parse.ts'

export function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return version
}

/** `photosalbum --help` */
export async function overview(): Promise<string> {
  const rows: [string, string][] = []
  for (const [name, load] of Object.entries(commands)) {
    const { operands, summary } = await load()
    rows.push([`${name} ${operands}`.trimEnd(), summary])
  }
  return `photosalbum ${version()}: saves images to the album of this computer.

Usage: photosalbum <command> [options]

Commands
${table(rows)}

Options
${table(optionRows(common))}

"photosalbum <command> --help" tells more, with examples.
`
}

/** `photosalbum <command> --help` */
export function commandHelp(name: string, command: Command): string {
  const { summary, operands, options, notes = [], examples } = command
  return `${summary}

Usage: photosalbum ${name} [options] ${operands}`
    .trimEnd()
    .concat(
      `

Options
${table(optionRows({ ...options, ...common }))}
${notes.length ? `\n${notes.join('\n')}\n` : ''}
Examples
${examples.map(([line, what]) => `  ${what}\n    ${line}`).join('\n')}
`,
    )
}

function optionRows(options: { readonly [name: string]: Option }): [string, string][] {
  return Object.entries(options).map(([name, { short, value, help }]) => [
    `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`,
    help,
  ])
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
