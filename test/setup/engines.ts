import { type EngineName, ensureEngine } from './set-up.ts'

/** Brings all engines. The tests of one that cannot be had are skipped, and a line says which and what to install. */
export default async function ensureEngines(): Promise<void> {
  const names: EngineName[] = ['chromium', 'firefox', 'webkit']
  for (const name of names) {
    await ensureEngine(name).catch((error: Error) => console.error(error.message))
  }
}
