import { relative, sep } from 'node:path'
import { createFileStates } from '../mini-program/file-states.ts'
import { openProject, type Project } from '../mini-program/project.ts'
import type { Program } from '../mini-program/types.ts'

export interface Programs {
  /**
   * Compiles a mini-program in advance, so that the first page that requests it only waits for the files that have changed
   * since.
   */
  prepare(request: Omit<ProgramRequest, 'page'>): void
  /** Compiles the current files of a mini-program, with the edits of this open page. */
  compile(request: ProgramRequest): Promise<Program>
  dispose(): Promise<void>
}

export interface ProgramRequest {
  /** The open page that sent the request. */
  readonly page: string
  /** The folder of the mini-program, and the prefix of its files in drafts: `project`, `samples/poster`. */
  readonly folder: string
  readonly name: string
  /** Replaces the pages of `app.json`. */
  readonly pages?: readonly string[] | undefined
}

export interface ProgramsOptions {
  /** Whether files were edited in an open page. */
  hasEdits(page: string): boolean
  /** The text of a file that was edited in an open page. */
  edited(page: string, path: string): string | undefined
  onRead(path: string): void
}

export function createPrograms(options: ProgramsOptions): Programs {
  const compilers = new Map<string, Compiler>()

  function compilerOf({ folder, name, pages }: Omit<ProgramRequest, 'page'>): Compiler {
    const key = JSON.stringify([folder, pages])
    const compiler = compilers.get(key) ?? createCompiler({ folder, name, pages, ...options })
    compilers.set(key, compiler)
    return compiler
  }

  return {
    prepare(request) {
      // The page that requests the program receives the error.
      compilerOf(request)
        .compile(undefined)
        .catch(() => {})
    },
    compile: (request) => compilerOf(request).compile(request.page),
    async dispose() {
      await Promise.all([...compilers.values()].map((compiler) => compiler.dispose()))
    },
  }
}

interface Compiler {
  /** `page` is the open page whose edits are used. */
  compile(page: string | undefined): Promise<Program>
  dispose(): Promise<void>
}

/**
 * All pages share one compiler and take turns: it caches the files that it has read, and most pages show the same program,
 * which is only compiled again after a file has changed.
 */
function createCompiler({
  folder,
  name,
  pages,
  hasEdits,
  edited,
  onRead,
}: ProgramsOptions & Omit<ProgramRequest, 'page'>): Compiler {
  let project: Project | undefined
  let page: string | undefined
  /** The state of `mini.project.json`, which is only read when a project is opened. */
  let settings = createFileStates()
  let files = createFileStates()
  let last: Program | undefined
  let reading = files
  let turn: Promise<unknown> = Promise.resolve()

  async function open(): Promise<Project> {
    if (project && settings.areCurrent()) return project
    await project?.dispose()
    last = undefined
    reading = settings = createFileStates()
    project = await openProject(folder, {
      ...(pages && { pages }),
      draft: (path) => page && edited(page, `${name}/${relative(folder, path).split(sep).join('/')}`),
      onRead(path) {
        reading.add(path)
        onRead(path)
      },
    })
    return project
  }

  async function compile(by: string | undefined): Promise<Program> {
    page = by
    const opened = await open()
    if (page !== undefined && hasEdits(page)) {
      reading = createFileStates()
      return await opened.compile()
    }
    if (last && files.areCurrent()) return last
    last = undefined
    reading = files = createFileStates()
    last = await opened.compile()
    files.addMissingPackages(opened.root, last)
    return last
  }

  return {
    compile(by) {
      const done = turn.catch(() => {}).then(() => compile(by))
      turn = done
      return done
    },
    async dispose() {
      await turn.catch(() => {})
      await project?.dispose()
    },
  }
}
