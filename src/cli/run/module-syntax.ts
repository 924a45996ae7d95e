import { Script } from 'node:vm'

// What `import(…)` and `exports` are not. A comment or a text may have such a line, too.
const MODULE_LINE = /^\s*(?:import\b\s*(?![(.])|export\b\s*[\w$*{])/m

/** Whether a script of an app is a module: it says `import` or `export`, and is no script as `require` takes them. */
export const isModule = (source: string) => MODULE_LINE.test(source) && !isScript(source)

function isScript(source: string): boolean {
  try {
    new Script(`(function (exports, require, module) {${source.replace(/^#!.*/, '')}\n})`)
    return true
  } catch {
    return false
  }
}
