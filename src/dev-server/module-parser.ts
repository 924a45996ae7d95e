import { Worker } from 'node:worker_threads'

/** Knows of a module's source what only a parser of the whole language can tell. */
export interface ModuleParser {
  /** Whether it exports a `default`, in whatever way. Of a source that does not parse: no. */
  hasDefault(code: string): Promise<boolean>
  close(): void
}

/**
 * V8's own parser, since every other one would be a dependency, and a guess is wrong in comments, texts, and with
 * `export { default } from`. That a name is exported twice is an error before anything is resolved or run, so a second
 * `default` shows the first. Node parses modules without running them only behind a flag, which this thread has.
 */
const THREAD = `
const { SourceTextModule } = require('node:vm')
const { parentPort } = require('node:worker_threads')
const parses = (code) => {
  try {
    return new SourceTextModule(code) !== undefined
  } catch {
    return false
  }
}
parentPort.on('message', ({ question, code }) => {
  parentPort.postMessage({ question, answer: parses(code) && !parses(code + '\\nexport default 0') })
})`

export function createModuleParser(): ModuleParser {
  const waiting = new Map<number, (answer: boolean) => void>()
  let thread: Worker | undefined
  let questions = 0

  function start(): Worker {
    const started = new Worker(THREAD, { eval: true, execArgv: ['--experimental-vm-modules', '--no-warnings'] })
    started.unref()
    started.on('message', ({ question, answer }: { question: number; answer: boolean }) => {
      waiting.get(question)?.(answer)
      waiting.delete(question)
    })
    return started
  }

  return {
    hasDefault(code) {
      // Not before it is needed: many an app writes every extension.
      thread ??= start()
      const question = ++questions
      thread.postMessage({ question, code })
      return new Promise((resolve) => waiting.set(question, resolve))
    },
    close: () => void thread?.terminate(),
  }
}
