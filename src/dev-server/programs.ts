import { relative, sep } from 'node:path'
import { openProject, type Project } from '../mini-program/project.ts'
import type { Program } from '../mini-program/types.ts'

export interface Programs {
  /** Compiles a mini-program as it is now, with the files that were edited in this open page. */
  compile(request: ProgramRequest): Promise<Program>
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

export interface ProgramsOptions {
  /** The text of a file that was edited in an open page. */
  edited(page: string, path: string): string | undefined
  onRead(path: string): void
}

export function createPrograms({ edited, onRead }: ProgramsOptions): Programs {
  const projects = new Map<string, Promise<Project>>()

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
    compile: async (request) => (await open(request)).compile(),
    async dispose() {
      for (const project of projects.values()) await (await project).dispose()
    },
  }
}
