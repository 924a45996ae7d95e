import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who made a staged file is told by its name, so that what a killed process left behind can be told from what
 * another process is writing at this moment: `<place>-<pid>-<second the process started>-<number>`.
 *
 * `place` is where a process number means one process: this boot of this kernel and, in a container, this PID
 * namespace. A host's name is not enough: containers share it, and its folders, while each counts its processes anew.
 */
interface Owner {
  readonly place: string
  readonly pid: number
  readonly started: number
}

/** For a stranger's file, of whom nothing else can be known. In milliseconds. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000

/** The start of a process is computed, not read: allow for a clock that is being adjusted. In seconds. */
const CLOCK_TOLERANCE = 2

let self: Owner | undefined
let count = 0

function me(): Owner {
  if (self) return self
  const place = kernelAndNamespace()
  const host = hostname().replace(/[^A-Za-z0-9]/g, '_')
  const owner = { place: place ?? host, pid: process.pid, started: Math.round(Date.now() / 1000 - process.uptime()) }
  // Where it should be known and is not, no file may be opened at this moment: later it will be.
  if (place || process.platform !== 'linux') self = owner
  return owner
}

function kernelAndNamespace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').replaceAll('-', '').slice(0, 12)
    return `${boot}${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
  } catch {
    return undefined
  }
}

/** A name for a staged file that no other process gives, nor this one twice. */
export function ownedName(): string {
  const { place, pid, started } = me()
  // Copies of this module (worker threads) share a process, hence the random part.
  return `${place}-${pid}-${started}-${(++count).toString(36)}${Math.random().toString(36).slice(2, 8)}`
}

/** Whether the process that made a staged file is gone. `touched` is when the file was last written, in ms since 1970. */
export function isOrphan(name: string, touched: number): boolean {
  const [place, pid, started] = name.split('-')
  const { place: here, pid: mine, started: since } = me()
  if (place === here) {
    if (Number(pid) === mine) return Number(started) < since - CLOCK_TOLERANCE
    if (!isAlive(Number(pid))) return true
  }
  return Date.now() - touched > ABANDONED_AFTER
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: somebody else's process, but a process.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
