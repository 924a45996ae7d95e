import { computed, signal } from '@preact/signals'
import { isSaveError } from 'photosalbum'
import { type Program, readProject } from '../app/program.ts'
import { failed, refuse, start } from '../app/runner.ts'
import { readAppFile, readSample, writeDraft } from '../phone/server.ts'
import { keepEdit, keptEdit } from './kept-edits.ts'
import { SAMPLES } from './samples.ts'

export interface Selection {
  readonly program: Program
  readonly page: string
}

export const project = signal<Program | undefined>(undefined)
export const selection = signal<Selection>({ program: SAMPLES[0]!, page: 'index.js' })

/** The page's source as it was read. */
const source = signal('')
/** What the editor is to begin with: a new one whenever its text is not the person's typing. */
export const given = signal({ code: '' })
/** What is in the editor. */
const edited = signal('')
export const isEdited = computed(() => edited.value !== source.value)
/** A project is edited in the person's own editor, and runs again when it is saved there. */
export const isEditable = computed(() => selection.value.program.id !== 'project')

export const programs = computed<readonly Program[]>(() => [...(project.value ? [project.value] : []), ...SAMPLES])

/** Chooses by a link or the list; what is not there is the first that is. */
export function find(id: string | undefined, page = ''): Selection {
  const program = programs.value.find((candidate) => candidate.id === id) ?? programs.value[0]!
  // A project that cannot be read now has no pages: the one that was chosen is waited for.
  if (program.problem !== undefined) return { program, page }
  return { program, page: program.pages.find((candidate) => isPage(candidate, page)) ?? program.pages[0] ?? '' }
}

const isPage = (path: string, page: string) => path === page || path === `${page}.js`

/** What a link asks for and is not here, as it stands there. */
export function absentFrom({ program, page }: Selection, sample: string | undefined, wanted: string | undefined) {
  if (sample !== undefined && sample !== program.id) return [`sample=${sample}`]
  return wanted !== undefined && !isPage(page, wanted) ? [`page=${wanted}`] : []
}

export async function loadProject(): Promise<void> {
  project.value = await readProject()
}

/** The files that the server has another text of than the disk. */
const drafts = new Set<string>()

/** What the server cannot give is told where the app would be. */
async function orTold(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (thrown) {
    if (!isSaveError(thrown)) throw thrown
    failed(thrown.message)
  }
}

export const select = (next: Selection): Promise<void> => orTold(begin(next))

async function begin(next: Selection): Promise<void> {
  selection.value = next
  const { program, page } = next
  const path = `${program.root}/${page}`
  if (program.problem !== undefined) await Promise.all([load(), refuse(program.problem)])
  // Where the disk has the text that runs, nothing needs to wait for it.
  else if (keptEdit(path) === undefined && !drafts.has(path)) await Promise.all([load(), start(program, page)])
  else await load().then(runAgain)
}

async function load(): Promise<void> {
  const { program, page } = selection.value
  const path = `${program.root}/${page}`
  const text = page === '' ? '' : await readOriginal(path)
  // Something else was chosen meanwhile.
  if (selection.value.page !== page || selection.value.program !== program) return
  source.value = text
  give(keptEdit(path) ?? text)
}

/** The person typed. */
export function edit(code: string): void {
  const { program, page } = selection.value
  edited.value = code
  keepEdit(`${program.root}/${page}`, isEdited.value ? code : undefined)
}

function give(code: string): void {
  edited.value = code
  given.value = { code }
}

/** A file as it is on the disk, and not as it was edited here. */
async function readOriginal(path: string): Promise<string> {
  return path.startsWith('project/') ? ((await (await readAppFile(path))?.text()) ?? '') : await readSample(path)
}

export const run = (): Promise<void> => orTold(runAgain())

async function runAgain(): Promise<void> {
  const { program, page } = selection.value
  if (program.problem !== undefined) return await refuse(program.problem)
  const path = `${program.root}/${page}`
  if (isEdited.value || drafts.has(path)) await writeDraft(path, edited.value)
  if (isEdited.value) drafts.add(path)
  await start(program, page)
}

/** The person saved one of the project's files. */
export async function reload(): Promise<void> {
  const { program, page } = selection.value
  await loadProject()
  if (program.id === 'project') await select(find('project', page))
}

export async function restore(): Promise<void> {
  edit(source.value)
  give(source.value)
  await run()
}
