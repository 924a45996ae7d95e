import { type Answer, script, text } from './answer.ts'
import { candidates } from './project.ts'

/** Reads a file by its path below the root, with `/`. */
export type ReadText = (path: string) => Promise<string | undefined>

/**
 * A module of the app, as its `import` asks for it. `./util` for `./util.js` gets a module that re-exports the real
 * one, so that both names lead to the same instance, as they do on a phone.
 */
export async function answerModule(read: ReadText, path: string): Promise<Answer> {
  for (const candidate of candidates(path)) {
    const code = await read(candidate)
    if (code === undefined) continue
    if (candidate !== path) return script(reExport(path, candidate, code))
    return script(path.endsWith('.json') ? `export default ${code}` : code)
  }
  return text(404, `There is no module "${path}".`)
}

function reExport(asked: string, real: string, code: string): string {
  const from = JSON.stringify(`./${real.slice(asked.lastIndexOf('/') + 1)}`)
  const hasDefault = /\bexport\s+default\b|\bas\s+default\b/.test(code)
  return `export * from ${from}\n${hasDefault ? `export { default } from ${from}\n` : ''}`
}
