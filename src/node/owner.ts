import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who made a staged file is told by its name, so that what a killed process left behind can be told from what
 * another process is writing at this moment: `<place>-<pid>-<when the process started>-<number>`.
 *
 * `place` is where a process number means one process: this boot of this kernel and, in a container, this PID
 * namespace. A host's name is not enough: containers share it, and its folders, while each counts its processes anew.
 */
interface Owner {
  readonly place: string
  readonly pid: number
  /** In the kernel's ticks since the boot where it tells them, else in seconds since 1970. */
  readonly started: number
}

/** For a stranger's file, of whom nothing else can be known. In milliseconds. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000

/** The start of a process may be computed, not read: allow for a clock that is being adjusted. In seconds, or less. */
const CLOCK_TOLERANCE = 2

let self: Owner | undefined
let count = 0

function me(): Owner {
  if (self) return self
  const known = inThisKernel()
  const host = hostname().replace(/[^A-Za-z0-9]/g, '_')
  const started = Math.round(Date.now() / 1000 - process.uptime())
  const owner = { place: host, started, ...known, pid: process.pid }
  // Where it should be known and is not, no file may be opened at this moment: later it will be.
  if (known || process.platform !== 'linux') self = owner
  return owner
}

function inThisKernel(): Omit<Owner, 'pid'> | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').replaceAll('-', '').slice(0, 12)
    return {
      place: `${boot}${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`,
      started: startOf('self'),
    }
  } catch {
    return undefined
  }
}

/**
 * When a process started, in ticks since the boot. All threads of a process read the same, whenever they ask; what one
 * computes from the clock changes when that is set, or when the computer slept.
 */
function startOf(process: number | 'self'): number {
  const stat = readFileSync(`/proc/${process}/stat`, 'latin1')
  // The name of its program comes second, and may hold anything.
  return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[20])
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
  const old = Date.now() - touched > ABANDONED_AFTER
  if (place !== here) return old
  if (Number(pid) === mine) return Number(started) < since - CLOCK_TOLERANCE
  return !isAlive(Number(pid)) || (old && isLater(Number(pid), Number(started)))
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

/** Whether a process has got the number of one that started earlier. An old file may well be that of a living one. */
function isLater(pid: number, started: number): boolean {
  try {
    // In a container that has the `/proc` of another place, numbers mean other processes there.
    return startOf(process.pid) === me().started && startOf(pid) !== started
  } catch {
    return false
  }
}
