/** `npm run fuzz`: looks for inputs that break a promise, for as long as wanted. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { check, fuzz, grow, nameOf } from './fuzz.ts'
import { targets } from './targets.ts'

const HELP = `npm run fuzz -- [--minutes N] [--target NAME] [--seed S] [--replay FILE]

  --minutes N     for how long, shared by the targets (default: 1)
  --target NAME   one of ${Object.keys(targets).join(', ')} (default: all)
  --seed S        a number that makes the same inputs again (default: a random one)
  --replay FILE   checks this input and nothing else`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    minutes: { type: 'string', default: '1' },
    replay: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    target: { type: 'string' },
  },
})
const names = values.target === undefined ? Object.keys(targets) : [values.target]
const minutes = Number(values.minutes)
const seed = Number(values.seed)
const unknown = names.find((name) => !Object.hasOwn(targets, name))
if (values.help) {
  console.log(HELP)
  process.exit()
}
const mistake =
  unknown !== undefined
    ? `There is no target "${unknown}". There are ${Object.keys(targets).join(', ')}.`
    : !(minutes > 0)
      ? `--minutes takes a number above 0, not "${values.minutes}".`
      : !Number.isSafeInteger(seed) && `--seed takes a whole number, not "${values.seed}".`
if (mistake) {
  console.error(mistake)
  process.exit(2)
}
if (values.replay !== undefined && names.length > 1) {
  console.error('--replay needs --target: whose input is it?')
  process.exit(2)
}

const CRASHES = 'fuzz-crashes'
// With timers that do not keep the process alive, a target may still wait for something.
const alive = setInterval(() => {}, 1_000_000)
process.exitCode = values.replay === undefined ? await run() : await replay(names[0]!, values.replay)
clearInterval(alive)

async function run(): Promise<number> {
  let failures = 0
  const share = (minutes * 60_000) / names.length
  for (const name of names) {
    const end = Date.now() + share
    const { inputs, found, failure } = await fuzz(name, targets[name]!, { seed, goesOn: () => Date.now() < end })
    const added = await grow(name, found)
    console.log(`${name}: ${inputs} inputs, seed ${seed}, ${added} new seeds in test/fuzz/corpus/${name}`)
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
