/** `npm run soak`: works for as long as wanted, and says whether memory, open files and temporary files stay flat. */
import { minutes, npmCommand } from '../../scripts/npm-command.ts'
import { isFlat, MAX_GROWTH, soak, type Use, WARM_UP } from './soak.ts'

const options = npmCommand('soak', 'Works, and says whether memory, open files and temporary files stay flat.')
  .option('--minutes <number>', 'for how long', minutes, 1)
  .parse()
  .opts<{ minutes: number }>()

const end = Date.now() + options.minutes * 60_000
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
