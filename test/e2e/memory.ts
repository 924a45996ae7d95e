import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright'

/**
 * Measures the peak memory of the browser's processes since this call, minus the memory at the call. In bytes. `renderer`
 * includes only pages and their workers. Garbage is collected continuously, since it would distort the result.
 */
export async function memoryOf(page: Page, kind?: 'renderer'): Promise<{ most(): Promise<number> }> {
  const browser = page.context().browser() as Browser
  const session = await page.context().newCDPSession(page)
  let collecting = true
  const collected = (async () => {
    while (collecting) await session.send('HeapProfiler.collectGarbage')
  })()
  const before = await peaks(browser, kind, true)
  return {
    async most() {
      collecting = false
      await collected
      let more = 0
      for (const [pid, peak] of await peaks(browser, kind, false)) more += Math.max(0, peak - (before.get(pid) ?? 0))
      return more
    },
  }
}

async function peaks(browser: Browser, kind: 'renderer' | undefined, reset: boolean): Promise<Map<number, number>> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const found = new Map<number, number>()
  for (const { id, type } of processInfo) {
    if (kind && type !== kind) continue
    // 5 resets the peak (proc_pid_clear_refs).
    if (reset) writeFileSync(`/proc/${id}/clear_refs`, '5')
    const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? []
    found.set(id, Number(kilobytes) * 1024)
  }
  return found
}
