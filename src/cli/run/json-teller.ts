import { photoJson } from '../photo-text.ts'
import type { Happening, Tell } from './happening.ts'

/** One line of JSON for each thing that happens. */
export const jsonTeller = (): Tell => (happening) => {
  const line = happening.event === 'saved' ? savedLine(happening) : happening
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const savedLine = ({ event, filePath, saved }: Happening & { event: 'saved' }) => ({
  event,
  filePath,
  ...photoJson(saved),
})
