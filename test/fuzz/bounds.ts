/** What deciding an input may cost. */
export interface Bounds {
  /** In milliseconds for each megabyte of input. */
  readonly cpuPerMegabyte: number
  /** In bytes for each byte of input. */
  readonly memoryPerByte: number
}

/** What even an empty input may cost: code that is compiled, a heap that is cleaned up. */
const BASE_CPU = 60
const BASE_MEMORY = 16 << 20
/** Other threads of the process count as well, so it takes several attempts to be sure. */
const ATTEMPTS = 3

/** Runs `work`. Throws if it takes more CPU or memory than an input of `length` bytes may. */
export async function withinBounds<T>(length: number, bounds: Bounds, work: () => T | Promise<T>): Promise<T> {
  const maxCpu = BASE_CPU + (bounds.cpuPerMegabyte * length) / 1e6
  const maxMemory = BASE_MEMORY + bounds.memoryPerByte * length
  for (let attempt = 1; ; attempt++) {
    const before = process.memoryUsage()
    const start = process.cpuUsage()
    const result = await work()
    const { user, system } = process.cpuUsage(start)
    const after = process.memoryUsage()
    const cpu = (user + system) / 1000
    const memory = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
    if (cpu <= maxCpu && memory <= maxMemory) return result
    if (attempt < ATTEMPTS) continue
    const found = cpu > maxCpu ? `${cpu.toFixed()} ms of CPU` : `${(memory / 1e6).toFixed()} MB of memory`
    const allowed = cpu > maxCpu ? `${maxCpu.toFixed()} ms` : `${(maxMemory / 1e6).toFixed()} MB`
    throw new Error(`An input of ${length} bytes took ${found}, and may take ${allowed}.`)
  }
}
