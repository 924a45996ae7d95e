import { createInterface } from 'node:readline/promises'
import { DEFAULT_ANSWERS } from '../../my/default-answers.ts'
import type { Authorize } from '../../my/permission.ts'
import type { Screen } from '../../my/screen.ts'
import { words } from '../messages.ts'
import { printable } from '../terminal.ts'
import type { AppEvent } from './report.ts'

/** A phone's screen as lines of text. Questions are asked in the terminal, if there is one. */
export function terminalScreen(emit: (event: AppEvent) => void): Partial<Screen> {
  const show = (what: string, ...parts: string[]) =>
    emit({ event: 'shown', what, text: parts.filter((part) => part !== '').join(': ') })
  /** Gives the default answers in place of the user, and prints them. */
  const answered = Object.fromEntries(
    Object.entries(DEFAULT_ANSWERS as Record<string, (question: never) => unknown>).map(([name, answer]) => [
      name,
      (question: never) => {
        const value = answer(question)
        show(name, textOf(question), value === undefined ? '' : `→ ${textOf(value)}`)
        return value
      },
    ]),
  ) as typeof DEFAULT_ANSWERS
  return {
    ...answered,
    toast: ({ content, type }) => emit({ event: 'shown', what: 'toast', type, text: content }),
    hideToast() {},
    loading: (loading) => loading && show('loading', loading.content),
    async alert({ title, content, buttonText }) {
      show('alert', title, content)
      await ask(`[Enter: ${buttonText}]`)
    },
    async confirm({ title, content, confirmButtonText, cancelButtonText }) {
      show('confirm', title, content)
      const answer = await askYesNo(`${confirmButtonText}?`)
      if (answer === undefined) show('confirm', words.run.noTerminal(cancelButtonText))
      return answer === true
    },
    // Only a user cancels, and that is a failure of the call.
    async subscribe({ title, content, confirmButtonText }) {
      show('confirm', title, content)
      const answer = await askYesNo(`${confirmButtonText}?`)
      if (answer === undefined) show('confirm', `→ ${confirmButtonText}`)
      return answer ?? true
    },
    preview: ({ urls, current }) => show('preview', words.run.preview(current + 1, urls.length), urls[current] ?? ''),
    async settings(current) {
      show('settings', words.run.settings(current.writePhotosAlbum))
      const allowed = await askYesNo(words.run.allowSaving)
      return allowed === undefined ? current : { writePhotosAlbum: allowed }
    },
  }
}

/** On one line, without empty values. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  return JSON.stringify(value, (_, inner) =>
    inner === '' || (Array.isArray(inner) && inner.length === 0) ? undefined : inner,
  )
}

/** Answers the app's first request for permission, according to `--permission`. */
export function authorizeFor(permission: 'granted' | 'denied' | 'ask', appName: string): Authorize {
  if (permission !== 'ask') return () => permission
  return async (_scope, reason) => {
    const allowed = await askYesNo(words.run.mayItSave(printable(appName), reason && printable(reason)))
    if (allowed === undefined) process.stderr.write(`photosalbum: ${words.run.noTerminalForPermission}\n`)
    return allowed ? 'granted' : 'denied'
  }
}

async function askYesNo(question: string): Promise<boolean | undefined> {
  const answer = await ask(`${question} [y/N]`)
  return answer === undefined ? undefined : /^\s*(y(es)?|是)\s*$/i.test(answer)
}

let last: Promise<unknown> = Promise.resolve()

/** Asks one question at a time in the terminal. Resolves to `undefined` if nobody can answer. */
function ask(question: string): Promise<string | undefined> {
  const answer = last.then(() => askNow(question))
  last = answer
  return answer
}

async function askNow(question: string): Promise<string | undefined> {
  // After Ctrl-D there is no more input, and a question would wait forever.
  if (!process.stdin.isTTY || process.stdin.readableEnded) return undefined
  // The answer has a line of its own, since the app may log while the question waits.
  // Not in terminal mode: the line editing of Node would handle Ctrl-C.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  try {
    const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
    return await Promise.race([lines.question(`${question}\n`), closed])
  } finally {
    lines.close()
  }
}
