import type { ComponentOptions, OpenAppOptions, OpenedApp, OpenedComponent } from './opened.ts'

/**
 * Opens a mini-program from its folder, without a screen, on its own simulated phone. Requires Node.
 * @param folder the project: the folder of `mini.project.json` or of `app.json`
 * @throws Error if there is nothing to open, or if the app throws while its first page opens and there is no `onError`
 */
export async function openApp(folder: string, options?: OpenAppOptions): Promise<OpenedApp> {
  return (await load()).openApp(folder, options)
}

/**
 * Opens a component on a page and a simulated phone of its own. Requires Node.
 * @param path its files without an extension, such as `components/card/card`
 */
export async function openComponent(path: string, options?: ComponentOptions): Promise<OpenedComponent> {
  return (await load()).openComponent(path, options)
}

async function load(): Promise<typeof import('./open-project.ts')> {
  try {
    return await import('./open-project.ts')
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.startsWith('Invariant violation'))) throw cause
    const remedy =
      'Put "@jest-environment node" into a comment at the top of the test, or set testEnvironment to "node"'
    throw new Error(`A project cannot be opened in jsdom, where esbuild does not run. ${remedy}.`, { cause })
  }
}
