#!/usr/bin/env node
import { UsageError } from './command.ts'
import { commands } from './commands.ts'
import { outliveOutput } from './output.ts'
import { parse } from './parse.ts'

outliveOutput()
process.exitCode = await main(process.argv.slice(2)).catch(async (thrown: unknown) => {
  const { explain } = await import('./explain.ts')
  return explain(thrown, process.argv[2])
})

async function main([first, ...rest]: string[]): Promise<number> {
  if (first !== undefined && Object.hasOwn(commands, first)) return runCommand(first, rest)
  const help = await import('./help.ts')
  if (first === undefined) return print(await help.overview())
  const [about] = rest
  if (['help', '-h', '--help'].includes(first) && about !== undefined && !about.startsWith('-'))
    return main([about, '--help'])
  if (first === 'help') return print(await help.overview())
  if (!first.startsWith('-'))
    throw new UsageError(`There is no command "${first}".`, {
      word: first,
      among: [...Object.keys(commands), 'help', '--version'],
    })
  const { values } = parse({ options: {}, operands: '' }, [first, ...rest])
  return print(values.version ? `${help.version()}\n` : await help.overview())
}

async function runCommand(name: string, args: readonly string[]): Promise<number> {
  const command = await commands[name]!()
  const given = parse(command, args)
  if (!given.values.help && !given.values.version) return command.run(given)
  const help = await import('./help.ts')
  return print(given.values.version ? `${help.version()}\n` : help.commandHelp(name, command))
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}
