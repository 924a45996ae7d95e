import { relative, sep } from 'node:path'
import { openProject, type Project } from '../mini-program/project.ts'
import type { Program } from '../mini-program/types.ts'

export interface Programs {
  /** Compiles a mini-program for the page that will ask for it first, which then waits for no more than what has changed. */
  prepare(request: Omit<ProgramRequest, 'page'>): void
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
  const prepared = new Map<string, { readonly project: Promise<Project>; take(page: string): void }>()

  function open({ page, folder, name, pages }: ProgramRequest): Promise<Project> {
    const key = JSON.stringify([page, folder, pages])
    const opened = projects.get(key) ?? takePrepared(page, folder, pages) ?? openFor(() => page, folder, name, pages)
    projects.set(key, opened)
    return opened
  }

  function openFor(
    page: () => string | undefined,
    folder: string,
    name: string,
    pages: readonly string[] | undefined,
  ): Promise<Project> {
    const draft = (path: string) => {
      const current = page()
      return current && edited(current, `${name}/${relative(folder, path).split(sep).join('/')}`)
    }
    return openProject(folder, { ...(pages && { pages }), draft, onRead })
  }

  function takePrepared(page: string, folder: string, pages: readonly string[] | undefined) {
    const key = JSON.stringify([folder, pages])
    const found = prepared.get(key)
    prepared.delete(key)
    found?.take(page)
    return found?.project
  }

  return {
    prepare({ folder, name, pages }) {
      let page: string | undefined
      const compileOnce = async () => {
        const project = await openFor(() => page, folder, name, pages)
        // The page that asks for the program gets the error.
        await project.compile().catch(() => {})
        return project
      }
      const project = compileOnce()
      project.catch(() => {})
      prepared.set(JSON.stringify([folder, pages]), {
        project,
        take(by) {
          page = by
        },
      })
    },
    compile: async (request) => (await open(request)).compile(),
    async dispose() {
      const opened = [...projects.values(), ...[...prepared.values()].map(({ project }) => project)]
      for (const project of opened) await (await project).dispose()
    },
  }
}
