import { readFileSync } from 'node:fs'

/** What the disk was asked to do, in order (disk.py). */
type Operation =
  | { readonly op: 'enter'; readonly folder: number; readonly name: string; readonly node: number }
  | { readonly op: 'leave'; readonly folder: number; readonly name: string }
  | { readonly op: 'write'; readonly node: number; readonly at: number; readonly data: Buffer }
  | { readonly op: 'truncate'; readonly node: number; readonly length: number }
  | { readonly op: 'flush'; readonly node: number }

export type Log = readonly Operation[]

const ROOT = 1

export function readLog(file: string): Log {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const operation = JSON.parse(line)
      return operation.op === 'write' ? { ...operation, data: Buffer.from(operation.data, 'base64') } : operation
    })
}

/**
 * The files on the disk if the power is cut after `length` operations. What was flushed is there. Of everything else any
 * part may have got to the disk, in any order: `random` gives a number from 0 to 1.
 */
export function filesAfterCut(log: Log, length: number, random: () => number): Map<string, Buffer> {
  const flushed = new Map<number, number>()
  for (let index = 0; index < length; index++) {
    const operation = log[index]!
    if (operation.op === 'flush') flushed.set(operation.node, index)
  }
  const folders = new Map<number, Map<string, number>>([[ROOT, new Map()]])
  const contents = new Map<number, Buffer>()
  for (let index = 0; index < length; index++) {
    const operation = log[index]!
    if (operation.op === 'flush') continue
    const isSafe = index < (flushed.get('folder' in operation ? operation.folder : operation.node) ?? -1)
    if (!isSafe && random() < 0.5) continue
    if (operation.op === 'enter') entriesOf(operation.folder).set(operation.name, operation.node)
    else if (operation.op === 'leave') entriesOf(operation.folder).delete(operation.name)
    else if (operation.op === 'truncate') resize(operation.node, operation.length)
    else {
      // A write that was not flushed may be cut off in the middle.
      const data = isSafe ? operation.data : operation.data.subarray(0, Math.ceil(random() * operation.data.length))
      const content = resize(operation.node, Math.max(sizeOf(operation.node), operation.at + data.length))
      data.copy(content, operation.at)
    }
  }
  const files = new Map<string, Buffer>()
  list(ROOT, '')
  return files

  function entriesOf(folder: number): Map<string, number> {
    const entries = folders.get(folder) ?? new Map<string, number>()
    folders.set(folder, entries)
    return entries
  }

  function sizeOf(node: number): number {
    return contents.get(node)?.length ?? 0
  }

  function resize(node: number, size: number): Buffer {
    const content = Buffer.alloc(size)
    contents.get(node)?.copy(content)
    contents.set(node, content)
    return content
  }

  function list(folder: number, path: string): void {
    for (const [name, node] of folders.get(folder) ?? []) {
      if (folders.has(node)) list(node, `${path}/${name}`)
      else files.set(`${path}/${name}`, contents.get(node) ?? Buffer.alloc(0))
    }
  }
}

/** What was written to a file in the root before the power was cut. */
export function textIn(log: Log, length: number, name: string): string {
  const before = log.slice(0, length)
  const entered = before.find((each) => each.op === 'enter' && each.folder === ROOT && each.name === name)
  const node = entered?.op === 'enter' ? entered.node : undefined
  return before.map((each) => (each.op === 'write' && each.node === node ? each.data.toString() : '')).join('')
}
