import { isSaveError } from '../core/errors.ts'
import { defineCommand, UsageError } from './command.ts'
import { interruptible } from './interrupt.ts'

export default defineCommand({
  summary: 'Shows a phone in the browser, to debug a page without a phone.',
  operands: '[page.js|folder]',
  options: {
    port: {
      type: 'string',
      short: 'p',
      value: 'N',
      help: 'the port to listen on (8100; when it is taken, the next one)',
    },
    'no-open': { type: 'boolean', help: 'print the address, and open no browser' },
  },
  notes: [
    'A page or folder runs again whenever one of its files changes. Without one there are samples to begin with.',
    'The server listens on 127.0.0.1 alone, and answers to its own page only. Ctrl-C ends it.',
  ],
  examples: [
    ['photosalbum simulate', "The document's samples, in a simulated phone"],
    ['photosalbum simulate pages/poster/poster.js', 'One page of a mini-program'],
    ['photosalbum simulate . --port 9000', 'A whole mini-program, by its app.json'],
  ],
  async run({ values, operands }) {
    const [target, ...more] = operands
    if (more.length > 0) throw new UsageError(`One page or folder can be simulated, but ${operands.length} were given.`)
    const { DEFAULT_PORT, startSimulator } = await import('../dev-server/server.ts')
    const asked = values.port === undefined ? DEFAULT_PORT : portOf(values.port)
    const simulator = await startSimulator({ target, port: asked }).catch((thrown: unknown) => {
      // Nothing was begun: the target and the port are words of the command line like any other.
      throw isSaveError(thrown) ? new UsageError(thrown.message) : thrown
    })
    const interrupt = interruptible()
    if (asked !== 0 && simulator.port !== asked) process.stderr.write(`Port ${asked} is taken; this is the next one.\n`)
    if (simulator.problem !== undefined) process.stderr.write(`${simulator.problem}\n`)
    process.stdout.write(`${simulator.url}\n`)
    if (!values['no-open']) (await import('../dev-server/open-browser.ts')).openBrowser(simulator.url)
    await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }))
    await simulator.close()
    interrupt.release()
    // Ctrl-C is how this command is meant to end.
    return 0
  },
})

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`)
  return port
}
