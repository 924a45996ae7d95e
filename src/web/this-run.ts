/**
 * Each page and worker holds a Web Lock under the name of its run as long as it lives: however it ends, the browser
 * lets go of the lock, and others know that what this run left behind may go.
 */
const PREFIX = 'photosalbum-run:'

let run: string | undefined
let begun: Promise<string> | undefined

/** The name of this run, which no other has. */
export function nameOfRun(): string {
  run ??= crypto.randomUUID()
  return run
}

/** The same, once the lock is held. What is made before that, others would take for left behind. */
export function thisRun(): Promise<string> {
  begun ??= new Promise((resolve) => {
    const name = nameOfRun()
    const hold = () => {
      resolve(name)
      return new Promise(() => {})
    }
    // A sandboxed frame has no locks, and no files either that could be left behind.
    navigator.locks.request(PREFIX + name, hold).catch(() => resolve(name))
  })
  return begun
}

export async function isRunOver(name: string): Promise<boolean> {
  if (name === run) return false
  const { held = [], pending = [] } = await navigator.locks.query()
  return ![...held, ...pending].some((lock) => lock.name === PREFIX + name)
}
