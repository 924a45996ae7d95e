import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * The name of a staged file says which process made it, so that what a killed process left can be told from what another
 * process is writing now: `<place>-<pid>-<start of the process>-<unique>`.
 *
 * `place` is where a process number and a start mean one process: this boot of this kernel and, in a container, its PID and
 * time namespaces. A host name is not enough: containers share it, and its folders, while each counts its processes anew.
 */
interface Owner {
  readonly place: string
  readonly pid: number
  /** In ticks of the kernel since it booted, where it tells them, else in seconds since 1970. */
  readonly started: number
}

/** When a file of another place counts as abandoned, since nothing else can be known about it. In milliseconds. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000

/** Where the start of a process is computed from the clock, the clock may have been adjusted since. In seconds. */
const CLOCK_TOLERANCE = 2

let self: Owner | undefined
let count = 0

function me(): Owner {
  if (self) return self
  const fromKernel = askKernel()
  const host = hostname().replace(/[^A-Za-z0-9]/g, '_')
  const started = Math.round(Date.now() / 1000 - process.uptime())
  const owner = { place: host, started, ...fromKernel, pid: process.pid }
  // On Linux only a moment in which no file can be opened keeps it from answering: ask again later.
  if (fromKernel || process.platform !== 'linux') self = owner
  return owner
}

function askKernel(): Omit<Owner, 'pid'> | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').replaceAll('-', '').slice(0, 12)
    // Kernels before 5.6 have no time namespaces.
    const namespaces = ['pid', 'time'].map((kind) => `/proc/self/ns/${kind}`).filter((path) => existsSync(path))
    const numbers = namespaces.map((path) => readlinkSync(path).replace(/\D/g, ''))
    return { place: [boot, ...numbers].join(''), started: startOf('self') }
  } catch {
    return undefined
  }
}

/**
 * When a process started, in ticks since the kernel booted. Every thread reads the same at any time, while what is
 * computed from the clock changes when the clock is set or the computer sleeps.
 */
const startOf = (process: number | 'self') => Number(statusOf(process)[20])

/** What the kernel tells about a process, from the end of its second field: the name of the program may contain anything. */
function statusOf(process: number | 'self'): string[] {
  const status = readFileSync(`/proc/${process}/stat`, 'latin1')
  return status.slice(status.lastIndexOf(')')).split(' ')
}

/** A name that no other process gives, nor this one twice. */
export function ownedName(): string {
  const { place, pid, started } = me()
  // Worker threads have their own copy of this module in the same process, hence the random part.
  return `${place}-${pid}-${started}-${(++count).toString(36)}${Math.random().toString(36).slice(2, 8)}`
}

/** Whether the process that made a file of this name is gone. `modified` is the time of the file, in ms since 1970. */
export function isOrphan(name: string, modified: number): boolean {
  const [place, pid, started] = name.split('-')
  const { place: here, pid: mine, started: since } = me()
  if (place !== here) return Date.now() - modified > ABANDONED_AFTER_MS
  if (Number(pid) === mine) return Number(started) < since - CLOCK_TOLERANCE
  return !isAlive(Number(pid)) || hasReusedPid(Number(pid), Number(started))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    // EPERM: it exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Whether it has ended, but its parent has not asked how, as in a container whose first process never does. */
const isZombie = (pid: number) => fromProc(() => /^[ZX]$/.test(statusOf(pid)[1] ?? ''))

/** Whether the number belongs to another process by now than the one that started then. */
const hasReusedPid = (pid: number, started: number) => fromProc(() => startOf(pid) !== started)

/** A container may show the `/proc` of another place, where numbers mean other processes. Then the answer is no. */
function fromProc(question: () => boolean): boolean {
  try {
    return startOf(process.pid) === me().started && question()
  } catch {
    return false
  }
}
