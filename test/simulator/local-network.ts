import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, type TestContext } from 'vitest'
import { temporaryFolder } from '../my/app.ts'
import { needs } from '../node/fault.ts'

/** The published command. */
export const main = fileURLToPath(new URL('../../dist/cli/start.cjs', import.meta.url))
export const COMPUTER = '192.168.77.1'
const PHONE = '192.168.77.2'

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' })

/** A network of a computer and a phone, which can only reach each other. Creating it requires root. */
export function createNetwork(context: TestContext, ...tools: string[]) {
  needs(context, 'ip', ...tools)
  const [computer, phone] = [`photos-c${process.pid}`, `photos-p${process.pid}`]
  for (const name of [computer, phone]) {
    ip('netns', 'add', name)
    onTestFinished(() => void ip('netns', 'delete', name))
  }
  ip('-n', computer, 'link', 'add', 'wire', 'type', 'veth', 'peer', 'name', 'wire', 'netns', phone)
  ip('-n', computer, 'address', 'add', `${COMPUTER}/24`, 'dev', 'wire')
  ip('-n', phone, 'address', 'add', `${PHONE}/24`, 'dev', 'wire')
  for (const name of [computer, phone]) {
    // An IPv6 address would be added a second or two later. Browsers then drop the connections that they are opening.
    ip('-n', name, 'link', 'set', 'wire', 'addrgenmode', 'none')
    for (const device of ['lo', 'wire']) ip('-n', name, 'link', 'set', device, 'up')
  }
  return { computer, phone }
}

/** `photosalbum simulate …` on this computer. Ends after the test. */
export async function simulate(computer: string, args: readonly string[], program = main) {
  const home = temporaryFolder()
  const child = spawn('ip', ['netns', 'exec', computer, process.execPath, program, 'simulate', '--no-open', ...args], {
    env: { ...process.env, HOME: home, XDG_DATA_HOME: home, LANG: 'C.UTF-8', LC_ALL: '' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let notes = ''
  child.stderr.on('data', (text) => {
    notes += text
  })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  /** The printed URLs for phones. */
  const invitations = () => notes.match(/^https:.*$/gm) ?? []
  await expect.poll(() => invitations().length).toBe(1)
  return { url, child, invitations, notes: () => notes }
}
