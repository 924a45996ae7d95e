/** `npm run fuzz`: looks for inputs that break a promise, for as long as wanted. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { minutes, npmCommand } from '../../scripts/npm-command.ts'
import { check, fuzz, grow, nameOf } from './fuzz.ts'
import { targets } from './targets.ts'

interface Options {
  readonly minutes: number
  readonly target?: string
  readonly seed?: number
  readonly keep?: boolean
  readonly replay?: string
}

const command = npmCommand('fuzz', 'Looks for inputs that break a promise.')
  .option('--minutes <number>', 'for how long, shared by the targets', minutes, 1)
  .addOption(new Option('--target <name>', 'what to fuzz (default: all)').choices(Object.keys(targets)))
  .option('--seed <number>', 'makes the same inputs again (default: a random one)', wholeNumber)
  .option('--keep', 'adds inputs with a new outcome to the seeds in test/fuzz/corpus')
  .option('--replay <file>', 'checks this input of the target, and nothing else')
  .parse()
const options = command.opts<Options>()
const names = options.target === undefined ? Object.keys(targets) : [options.target]
const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31)
if (options.replay !== undefined && options.target === undefined)
  command.error('error: --replay needs the --target that the input is for')

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new InvalidArgumentError('It takes a whole number.')
}

const CRASHES = 'fuzz-crashes'
// With timers that do not keep the process alive, a target may still wait for something.
const alive = setInterval(() => {}, 1_000_000)
process.exitCode = options.replay === undefined ? await run() : await replay(names[0]!, options.replay)
clearInterval(alive)

async function run(): Promise<number> {
  let failures = 0
  const share = (options.minutes * 60_000) / names.length
  for (const name of names) {
    const end = Date.now() + share
    const { inputs, found, failure } = await fuzz(name, targets[name]!, { seed, goesOn: () => Date.now() < end })
    const kept = options.keep ? `; ${await grow(name, found)} of them are new seeds in test/fuzz/corpus/${name}` : ''
    console.log(`${name}: ${inputs} inputs, seed ${seed}, ${found.size} with a new outcome${kept}`)
    if (!failure) continue
    failures++
    const file = join(CRASHES, `${name}-${nameOf(failure.input)}`)
    await mkdir(CRASHES, { recursive: true })
    await writeFile(file, failure.input)
    console.error(`${name}: ${failure.input.length} bytes break a promise.`)
    console.error(failure.error)
    console.error(`Again: npm run fuzz -- --target ${name} --replay ${file}`)
  }
  return failures === 0 ? 0 : 1
}

async function replay(name: string, file: string): Promise<number> {
  try {
    console.log(`${name}: ${await check(targets[name]!, await readFile(file))}`)
    return 0
  } catch (error) {
    console.error(error)
    return 1
  }
}
