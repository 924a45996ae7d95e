import type { ProjectFiles } from '../../../src/mini-program/project-files.ts'
import type { Problem } from '../../../src/mini-program/types.ts'

/** Web pages cannot run the compilers that a project has installed. */
export async function preprocess(
  name: string,
  files: ProjectFiles,
  _projectRoot: string,
  report: (problem: Problem) => void,
): Promise<string> {
  if (!/\.(less|scss|sass)$/.test(name)) return files.read(name)
  const message = `The playground compiles no Less and no Sass, so the styles of ${name} are missing. Open the project with: npx photosalbum simulate`
  report({ severity: 'warning', message, details: { code: 'style-not-compiled', file: name }, file: name })
  return ''
}
