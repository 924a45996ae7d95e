import { lazyImport } from '../util/lazy-import.ts'
import type { AppFiles } from './app-files.ts'

/** An app's files that are loaded when they are used first: a page that only saves from the network never does. */
export function laterFiles(load: () => Promise<AppFiles>): AppFiles {
  let loaded: AppFiles | undefined
  const files = lazyImport(async () => {
    loaded = await load()
    return loaded
  })
  const own: Partial<AppFiles> = {
    synchronous: false,
    source: (filePath) => ({ open: async (signal) => (await files()).source(filePath).open(signal) }),
    dispose: () => loaded?.dispose(),
  }
  return new Proxy(own as AppFiles, {
    get: (target, name: keyof AppFiles) =>
      target[name] ??
      (async (...given: never[]) => ((await files())[name] as (...given: never[]) => unknown)(...given)),
  })
}
