import { realpathSync } from 'node:fs'
import { register } from 'node:module'
import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import type { HookData } from './module-hooks.ts'

/** From here on the modules below `root` find each other as a mini-program's do. Gives the URLs of those loaded so far. */
export function loadAppModulesFrom(root: string): readonly string[] {
  const loaded: string[] = []
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (url: string) => loaded.push(url))
  // Listening to it must not keep the process alive.
  port1.unref()
  const data: HookData = { root: pathToFileURL(realpathSync(root) + sep).href, tell: port2 }
  register(`./module-hooks${import.meta.url.slice(-3)}`, import.meta.url, { data, transferList: [port2] })
  return loaded
}
