import { existsSync, readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { isSaveError } from '../core/errors.ts'
import {
  album,
  countUpTo,
  duration,
  header,
  host,
  oneOf,
  PhotosalbumCommand,
  port,
  query,
  rate,
  redact,
  retries,
  share,
  size,
  text,
  UsageError,
  unknownWord,
  userAgent,
  valueOption,
} from './arguments.ts'
import { describeError, language, words } from './messages.ts'
import type { Step } from './run/app-process.ts'
import { cancelledBy, endBy, printable, surviveOutputErrors } from './terminal.ts'

const { help } = words
const program = new PhotosalbumCommand('photosalbum')
  .description(help.about)
  .usage('<command> [options]')
  .helpOption('-h, --help', help.help)
  .helpCommand(false)
  .option('-v, --version', help.version)
  .addOption(valueOption('--lang <language>', help.language, oneOf('en', 'zh')))
  .addHelpText('after', `\n${help.more}`)
  .on('option:version', () => {
    process.stdout.write(`${packageVersion()}\n`)
    throw new CommanderError(0, 'commander.version', '')
  })
  .configureHelp({
    styleTitle: (title) => help.titles[title] ?? title,
    optionDescription: ({ description, defaultValue }) =>
      defaultValue === undefined || defaultValue === true
        ? description
        : help.default(description, String(defaultValue)),
    showGlobalOptions: true,
  })
  .exitOverride()

const albumOption = () => valueOption('-a, --album <folder>', help.album, album)

program
  .command('save')
  .argument('[image...]', help.save.image)
  .summary(help.save.summary)
  .description(help.save.description)
  .addOption(albumOption())
  .addOption(valueOption('-n, --name <name>', help.save.name, text))
  .addOption(valueOption('-j, --jobs <number>', help.save.jobs, countUpTo(128)).default(6))
  .addOption(valueOption('--max-size <size>', help.save.maxSize, size))
  .addOption(valueOption('--timeout <time>', help.save.timeout, duration))
  .addOption(valueOption('--header <header>', help.save.header, header))
  .addOption(valueOption('--user-agent <text>', help.save.userAgent, userAgent))
  .option('--public-addresses', help.save.publicAddresses)
  .addOption(valueOption('--retry <number>', help.save.retry, retries))
  .addOption(valueOption('--rate <rate>', help.save.rate, rate))
  .addOption(valueOption('--from <list>', help.save.from, text))
  .addOption(valueOption('--resume <file>', help.save.resume, text))
  .addOption(valueOption('--share <place>', help.save.share, share))
  .option('--json', help.save.json)
  .addHelpText('after', help.save.after)
  .action(async (images, options, command) => {
    const { from, resume, share } = options
    if (from === undefined) {
      if (resume !== undefined || share !== undefined)
        throw new UsageError(words.needsList(resume ? '--resume' : '--share'))
      if (images.length === 0) command.missingArgument()
      const { save } = await import('./save.ts')
      process.exitCode = await save(images, options)
      return
    }
    if (images.length > 0 || options.name !== undefined) throw new UsageError(words.listOrImages)
    if (resume !== undefined && share !== undefined) throw new UsageError(words.resumeOrShare)
    const { saveMany } = await import('./save-many.ts')
    process.exitCode = await saveMany(from, options)
  })

/** In the order of the command line, in which taps and calls may alternate. */
const steps: Step[] = []
const step = (kind: 'tap' | 'call') => (value: string) => steps.push({ [kind]: value } as Step)

program
  .command('run')
  .argument('<folder|page.js>', help.run.target)
  .summary(help.run.summary)
  .description(help.run.description)
  .addOption(valueOption('--page <page>', help.run.page, text))
  .addOption(valueOption('-q, --query <query>', help.run.query, query))
  .addOption(valueOption('-t, --tap <text>', help.run.tap, step('tap')))
  .addOption(valueOption('-c, --call <method>', help.run.call, step('call')))
  .addOption(valueOption('--platform <name>', help.run.platform, oneOf('iOS', 'Android')).default('iOS'))
  .addOption(valueOption('--sdk-version <version>', help.run.sdkVersion, text))
  .addOption(valueOption('--client-version <version>', help.run.clientVersion, text))
  .addOption(
    valueOption('--permission <answer>', help.run.permission, oneOf('granted', 'denied', 'ask')).default('granted'),
  )
  .addOption(albumOption())
  .addOption(valueOption('--app-json <file>', help.run.appJson, text))
  .option('--json', help.run.json)
  .addHelpText('after', help.run.after)
  .action(async (target, options) => {
    const { run } = await import('./run.ts')
    process.exitCode = await run(target, options, steps)
  })

program
  .command('simulate')
  .argument('[folder|page.js]', help.simulate.target)
  .summary(help.simulate.summary)
  .description(help.simulate.description)
  .addOption(valueOption('-p, --port <number>', help.simulate.port, port))
  .option('--no-open', help.simulate.noOpen)
  .addOption(valueOption('--host [address]', help.simulate.host, host))
  .addHelpText('after', help.simulate.after)
  .action(async (target, options) => {
    const { simulate } = await import('./simulate.ts')
    process.exitCode = await simulate(target, options)
  })

program
  .command('doctor')
  .summary(help.doctor.summary)
  .description(help.doctor.description)
  .addOption(albumOption())
  .option('--json', help.doctor.json)
  .addHelpText('after', help.doctor.after)
  .action(async (options) => {
    const { doctor } = await import('./doctor.ts')
    process.exitCode = await doctor(options)
  })

const commands = program.commands.map((command) => command.name())
const args = argumentsOf(process.argv.slice(2))

// Node's exit code for an unsettled top-level await. It remains if the event loop is empty before the command has ended.
process.exitCode = 13
void main().then(leave)

async function main(): Promise<void> {
  surviveOutputErrors()
  // By default, Node opens a port for a debugger, which other users of this computer can reach.
  process.on('SIGUSR1', () => {})
  try {
    const [first = ''] = args
    if (!first.startsWith('-') && !commands.includes(first)) throw noSuchCommand(first)
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    process.exitCode = await explain(thrown)
  }
}

/**
 * The name of a host may still be looked up for a download that was cancelled. That cannot be ended, and keeps the process
 * for as long as the DNS server is silent: even `process.exit` waits for it.
 */
function leave(): void {
  const signal = cancelledBy(process.exitCode)
  const isLookingUp = process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')
  if (signal && isLookingUp) process.stdout.write('', () => process.stderr.write('', () => endBy(signal)))
}

/** Turns `help save` and `--help save` into `save --help`, and moves `--lang zh` behind the command. */
function argumentsOf(given: readonly string[]): string[] {
  const start = given.findIndex((arg, index) => !arg.startsWith('--lang') && given[index - 1] !== '--lang')
  const language = start < 0 ? given : given.slice(0, start)
  const [first = 'help', ...rest] = given.slice(language.length)
  const isHelp = ['help', '-h', '--help'].includes(first)
  return [...(isHelp ? [...rest, '--help'] : [first, ...rest]), ...language]
}

/** The word may be a URL with a password in it. */
function noSuchCommand(word: string): UsageError {
  const shown = redact(word)
  const isScript = /\.m?js$/.test(word)
  const known = [...commands, 'help', '--version']
  if (isScript || /^(https?|data):/i.test(word) || existsSync(word)) {
    const line = `photosalbum ${isScript ? 'run' : 'save'} ${shown}${shown === word ? '' : '…'}`
    return new UsageError(words.noSuchCommand(shown), words.didYouMean(`"${line}"`))
  }
  return unknownWord(words.noSuchCommand(shown), word, known)
}

/** Prints one line that says what went wrong and what to do. Returns the exit code: 2 for a mistake on the command line. */
async function explain(thrown: unknown): Promise<number> {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
  if (thrown instanceof UsageError) {
    const [first = ''] = args
    const { message, hint = words.see(commands.includes(first) ? `${first} ` : '') } = thrown
    const isSentence = /[.?!。？！]$/.test(message)
    const [stop, space] = language === 'zh' ? ['。', ''] : ['.', ' ']
    return complain(2, `${message}${isSentence ? '' : stop}${space}${hint}`)
  }
  if (isSaveError(thrown)) return complain(1, await describeError(thrown))
  if ((thrown as NodeJS.ErrnoException)?.syscall === 'uv_cwd') return complain(1, words.folderGone)
  // A bug in this program, not a mistake of its user: the report needs the stack.
  console.error(thrown)
  return complain(1, words.defect)
}

function complain(code: number, message: string): number {
  process.stderr.write(`photosalbum: ${printable(message)}\n`)
  return code
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
}
