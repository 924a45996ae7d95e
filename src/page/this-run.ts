/**
 * Each page and worker holds a Web Lock under the name of its run as long as it lives: however it ends, the browser
 * lets go of the lock, and others know that what this run left behind may go.
 */
const PREFIX = 'photosalbum-run:'

let run: string | undefined

/** The name of this run, which no other has. */
export function thisRun(): string {
  if (!run) {
    run = crypto.randomUUID()
    // A sandboxed frame has no locks, and no files either that could be left behind.
    navigator.locks.request(PREFIX + run, () => new Promise(() => {})).catch(() => {})
  }
  return run
}

export async function isRunOver(name: string): Promise<boolean> {
  if (name === run) return false
  const { held = [], pending = [] } = await navigator.locks.query()
  return ![...held, ...pending].some((lock) => lock.name === PREFIX + name)
}
