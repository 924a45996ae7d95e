import { createInterface } from 'node:readline/promises'

let last: Promise<unknown> = Promise.resolve()

/** Asks the person at the terminal, one question at a time. `undefined`: there is nobody to ask. */
export function askPerson(question: string): Promise<string | undefined> {
  const answer = last.then(() => ask(question))
  last = answer
  return answer
}

export async function askYesNo(question: string): Promise<boolean | undefined> {
  const answer = await askPerson(`${question} [y/N]`)
  return answer === undefined ? undefined : /^\s*y(es)?\s*$/i.test(answer)
}

async function ask(question: string): Promise<string | undefined> {
  // After Ctrl-D nothing more comes, and a question would wait for ever.
  if (!process.stdin.isTTY || process.stdin.readableEnded) return undefined
  // The answer has a line of its own, since the app may log while the question waits.
  // Not as a terminal: the system's own line editing leaves Ctrl-C what it is.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  try {
    const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
    return await Promise.race([lines.question(`${question}\n`), closed])
  } finally {
    lines.close()
  }
}
