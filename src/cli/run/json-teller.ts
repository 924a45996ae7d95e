import { photoJson } from '../photo-text.ts'
import type { Happening, Teller } from './happening.ts'

/** One line of JSON for each thing that happens, and a last one of type `end`. */
export function jsonTeller(): Teller {
  const counts = { saved: 0, failed: 0, uncaught: 0 }
  const write = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
  return {
    tell(happening) {
      if (happening.type in counts) counts[happening.type as keyof typeof counts]++
      write(happening.type === 'saved' ? savedLine(happening) : happening)
    },
    end: () => write({ type: 'end', ...counts }),
  }
}

const savedLine = ({ type, filePath, saved }: Happening & { type: 'saved' }) => ({
  type,
  filePath,
  ...photoJson(saved),
})
