import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { foldersFrom } from './file-states.ts'
import type { ProjectFiles } from './project-files.ts'
import type { Problem } from './types.ts'

/** Compiles `.less` and `.scss` with the compiler that the project has installed. */
export async function preprocess(
  name: string,
  files: ProjectFiles,
  projectRoot: string,
  report: (problem: Problem) => void,
): Promise<string> {
  const source = files.read(name)
  const kind = /\.(less|scss|sass)$/.exec(name)?.[1]
  if (kind === undefined) return source
  const compiler = kind === 'less' ? 'less' : 'sass'
  const path = files.pathOf(name)
  const load = compilerIn(projectRoot, compiler)
  if (!load) {
    const file = basename(name)
    report({
      severity: 'error',
      message: `${file} needs ${compiler}, which the project has to install: npm install --save-dev ${compiler}`,
      details: { code: 'style-compiler-missing', file, compiler },
      file: name,
    })
    return ''
  }
  try {
    const { render, compileString } = load()
    if (kind === 'less') return (await render(source, { filename: path })).css
    return compileString(source, { url: pathToFileURL(path), syntax: kind === 'sass' ? 'indented' : 'scss' }).css
  } catch (thrown) {
    const { message, line, column, span } = thrown as {
      message: string
      line?: number
      column?: number
      span?: { start: { line: number; column: number } }
    }
    const place =
      line !== undefined
        ? { line, column: (column ?? 0) + 1 }
        : span && { line: span.start.line + 1, column: span.start.column + 1 }
    const [problem = ''] = message.split('\n')
    report({ severity: 'error', message: problem, details: { code: 'style-invalid', problem }, file: name, ...place })
    return ''
  }
}

/** Uses `require`, because Jest has no `import()` in CommonJS. */
function compilerIn(projectRoot: string, name: string) {
  // Node caches that a package.json is missing, and the package may be installed at any time, so this is checked first.
  const isInstalled = foldersFrom(projectRoot).some((each) =>
    existsSync(join(each, 'node_modules', name, 'package.json')),
  )
  return isInstalled ? () => createRequire(join(projectRoot, 'package.json'))(name) : undefined
}
