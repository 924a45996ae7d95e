import { photoJson } from '../photo-text.ts'
import type { Happening, Teller } from './happening.ts'

/** One line of JSON for each thing that happens, and a last one of the event `end`. */
export function jsonTeller(): Teller {
  const counts = { saved: 0, failed: 0, uncaught: 0 }
  const write = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
  return {
    tell(happening) {
      if (happening.event in counts) counts[happening.event as keyof typeof counts]++
      write(happening.event === 'saved' ? savedLine(happening) : happening)
    },
    end: () => write({ event: 'end', ...counts }),
  }
}

const savedLine = ({ event, filePath, saved }: Happening & { event: 'saved' }) => ({
  event,
  filePath,
  ...photoJson(saved),
})
