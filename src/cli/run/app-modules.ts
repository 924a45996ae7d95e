import { realpathSync } from 'node:fs'
import { register } from 'node:module'
import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { HookData } from './module-hooks.ts'
import { hookRequire } from './require-hooks.ts'

/**
 * From here on the modules below `root` find each other as a mini-program's do. What it gives tells the URLs of those
 * that were loaded so far.
 */
export function loadAppModulesFrom(root: string): () => readonly string[] {
  const loaded: string[] = []
  const { port1, port2 } = new MessageChannel()
  const real = realpathSync(root)
  const data: HookData = { root: pathToFileURL(real + sep).href, tell: port2 }
  register(`./module-hooks${import.meta.url.slice(-3)}`, import.meta.url, { data, transferList: [port2] })
  hookRequire(real)
  return () => {
    // Not by listening: an error may be here before the message about the module that threw it.
    for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) loaded.push(next.message)
    return loaded
  }
}
