import { Script } from 'node:vm'

// What `import(…)` and `exports` are not. A comment or a text may have such a line, too.
const MODULE_LINE = /^\s*(?:import\b\s*(?![(.])|export\b\s*[\w$*{])/m

/** Whether a script of an app is a module: it says `import`, `export`, or `await` at its top, as no script may. */
export const isModule = (source: string) =>
  (MODULE_LINE.test(source) || (/\bawait\b/.test(source) && parsesIn('async function', source))) &&
  !parsesIn('function', source)

/** Whether it could be the body of such a function. One without `async` is how `require` takes a script. */
function parsesIn(kind: 'function' | 'async function', source: string): boolean {
  try {
    new Script(`(${kind} (exports, require, module) {${source.replace(/^#!.*/, '')}\n})`)
    return true
  } catch {
    return false
  }
}
