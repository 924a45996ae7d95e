import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * The name of a staged file says which process made it, so that the files of killed processes can be told from those that
 * are being written: `<place>-<pid>-<start of the process>-<unique>`.
 *
 * Within one `place`, a PID and a start time identify a process: it stands for one boot of one kernel and, in a container,
 * its PID and time namespaces. A host name is not enough: containers may share it, and folders, but not their PIDs.
 */
interface Owner {
  readonly place: string
  readonly pid: number
  /** In kernel ticks since boot where `/proc` has them, else in seconds since 1970. */
  readonly started: number
}

/** The age at which a file of another place counts as abandoned, since nothing else is known about its process. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000

/** By how many seconds a start that was computed from the clock may be wrong, because the clock was adjusted since. */
const CLOCK_TOLERANCE = 2

let self: Owner | undefined
let count = 0

function thisProcess(): Owner {
  if (self) return self
  const fromKernel = readFromKernel()
  const host = hostname().replace(/[^A-Za-z0-9]/g, '_')
  const started = Math.round(Date.now() / 1000 - process.uptime())
  const owner = { place: host, started, ...fromKernel, pid: process.pid }
  // On Linux this fails only while no file can be opened, so try again next time.
  if (fromKernel || process.platform !== 'linux') self = owner
  return owner
}

function readFromKernel(): Omit<Owner, 'pid'> | undefined {
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
 * When a process started, in ticks since the kernel booted. Every thread always reads the same value, while one that is
 * computed from the clock changes when the clock is set or the computer sleeps.
 */
const startOf = (process: number | 'self') => Number(statusOf(process)[20])

/** The fields of `/proc/<pid>/stat` after the second one, the name of the program, which may contain anything. */
function statusOf(process: number | 'self'): string[] {
  const status = readFileSync(`/proc/${process}/stat`, 'latin1')
  return status.slice(status.lastIndexOf(')')).split(' ')
}

/** A name that is unique across processes and threads. */
export function ownedName(): string {
  const { place, pid, started } = thisProcess()
  // Worker threads have their own copy of this module in the same process, hence the random part.
  return `${place}-${pid}-${started}-${(++count).toString(36)}${Math.random().toString(36).slice(2, 8)}`
}

/** Whether the process that made a file of this name is gone. `modified` is the file's time, in milliseconds since 1970. */
export function isOrphan(name: string, modified: number): boolean {
  const [place, pid, started] = name.split('-')
  const { place: here, pid: mine, started: since } = thisProcess()
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

/** Whether it has ended, but its parent has not collected its exit status, as in a container without an init process. */
const isZombie = (pid: number) => fromProc(() => /^[ZX]$/.test(statusOf(pid)[1] ?? ''))

/** Whether the PID now belongs to a process that started at another time. */
const hasReusedPid = (pid: number, started: number) => fromProc(() => startOf(pid) !== started)

/** Reads something from `/proc`. If that is the `/proc` of another place, with other PIDs, the result is `false`. */
function fromProc(question: () => boolean): boolean {
  try {
    return startOf(process.pid) === thisProcess().started && question()
  } catch {
    return false
  }
}
