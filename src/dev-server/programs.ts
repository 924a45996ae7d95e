import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import { openProject, type Project } from '../mini-program/project.ts'
import type { Program } from '../mini-program/types.ts'

/** A compiled program as the phone gets it. Its script is served on its own, so that the page needs no `eval`. */
export type ServedProgram = Omit<Program, 'code'> & { readonly script: string }

export interface Programs {
  /** Compiles a mini-program as it is now, with the files that were edited in this open page. */
  compile(request: ProgramRequest): Promise<ServedProgram>
  /** The script of a program that was compiled before. */
  script(name: string): string | undefined
  dispose(): Promise<void>
}

export interface ProgramRequest {
  /** The open page that asks. */
  readonly page: string
  /** The folder of the mini-program, and what its files are called in drafts: `project`, `samples/poster`. */
  readonly folder: string
  readonly name: string
  /** Replaces the pages of `app.json`. */
  readonly pages?: readonly string[] | undefined
}

/** Scripts that are kept for phones that have not loaded them yet. */
const MAX_SCRIPTS = 16

export interface ProgramsOptions {
  /** The text of a file that was edited in an open page. */
  edited(page: string, path: string): string | undefined
  onRead(path: string): void
}

export function createPrograms({ edited, onRead }: ProgramsOptions): Programs {
  const projects = new Map<string, Promise<Project>>()
  const scripts = new Map<string, string>()

  function open({ page, folder, name, pages }: ProgramRequest): Promise<Project> {
    const key = JSON.stringify([page, folder, pages])
    const opened =
      projects.get(key) ??
      openProject(folder, {
        ...(pages && { pages }),
        draft: (path) => edited(page, `${name}/${relative(folder, path).split(sep).join('/')}`),
        onRead,
      })
    projects.set(key, opened)
    return opened
  }

  return {
    async compile(request) {
      const project = await open(request)
      const { code, ...program } = await project.compile()
      const script = `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.js`
      scripts.delete(script)
      scripts.set(script, code)
      for (const oldest of scripts.keys()) {
        if (scripts.size <= MAX_SCRIPTS) break
        scripts.delete(oldest)
      }
      return { ...program, script: `/program/${script}` }
    },
    script: (name) => scripts.get(name),
    async dispose() {
      for (const project of projects.values()) await (await project).dispose()
    },
  }
}
