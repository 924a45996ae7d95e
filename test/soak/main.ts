/** `npm run soak`: works for as long as wanted, and says whether memory, open files and temporary files stay flat. */
import { parseArgs } from 'node:util'
import { isFlat, MAX_GROWTH, soak, type Use, WARM_UP } from './soak.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' } } })
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  console.error(`--minutes takes a number above 0, not "${values.minutes}".`)
  process.exit(2)
}

const end = Date.now() + minutes * 60_000
let nextLine = 0
const lineOf = ({ memory, handles, temporary }: Use) =>
  `${(memory / 1e6).toFixed(1)} MB of memory, ${handles} open files, ${temporary} temporary files`

const { saved, refused, first, last } = await soak({
  goesOn: (round) => round <= WARM_UP || Date.now() < end,
  onUse(use, round) {
    if (Date.now() < nextLine) return
    nextLine = Date.now() + 10_000
    console.log(`round ${round}: ${lineOf(use)}`)
  },
})
console.log(`${saved} images were saved, ${refused} were refused, failed or aborted, as they should.`)
console.log(`At first: ${lineOf(first)}.`)
console.log(`At last:  ${lineOf(last)}.`)
if (isFlat(first, last)) console.log(`Flat: memory within ${MAX_GROWTH / 1e6} MB, everything else equal.`)
else console.error('It grows.')
process.exitCode = isFlat(first, last) ? 0 : 1
