import { batch, computed, signal } from '@preact/signals'
import { isSaveError } from 'photosalbum'
import { type Program, readProject } from '../app/program.ts'
import { fail, refuse, start } from '../app/runner.ts'
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
/** What the editor is to begin with: a new one whenever its text is not the person's typing. No file: nothing to edit. */
export const given = signal<{ readonly file?: string; readonly code: string }>({ code: '' })
/** What is in the editor. */
const edited = signal('')
export const isEdited = computed(() => edited.value !== source.value)
/** A project is edited in the person's own editor, and runs again when it is saved there. */
export const isEditedHere = computed(() => selection.value.program.id !== 'project')
/** What was chosen is in the editor, and not still what was there before. */
export const isEditable = computed(() => isEditedHere.value && given.value.file === chosenFile())

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
    fail(thrown.message)
  }
}

export const select = (next: Selection): Promise<void> => orTold(begin(next))

const chosenFile = ({ program, page } = selection.value): string => `${program.root}/${page}`

async function begin(next: Selection): Promise<void> {
  selection.value = next
  const { program, page } = next
  const path = chosenFile(next)
  if (program.problem !== undefined) await Promise.all([load(), refuse(program.problem)])
  // Where the disk has the text that runs, nothing needs to wait for it.
  else if (keptEdit(path) === undefined && !drafts.has(path)) await Promise.all([load(), start(program, page)])
  else await load().then(runAgain)
}

async function load(): Promise<void> {
  const chosen = selection.value
  const file = chosenFile(chosen)
  let text: string
  try {
    text = chosen.page === '' ? '' : await readOriginal(file)
  } catch (thrown) {
    // The text of another file must not stand, and be edited, under the name of this one.
    if (selection.value === chosen) give('', undefined)
    throw thrown
  }
  // Something else was chosen meanwhile.
  if (selection.value !== chosen) return
  source.value = text
  give(keptEdit(file) ?? text, file)
}

/** The person typed. */
export function edit(code: string): void {
  edited.value = code
  if (given.value.file !== undefined) keepEdit(given.value.file, isEdited.value ? code : undefined)
}

function give(code: string, file: string | undefined): void {
  batch(() => {
    if (file === undefined) source.value = code
    edited.value = code
    given.value = { code, ...(file !== undefined && { file }) }
  })
}

/** A file as it is on the disk, and not as it was edited here. */
async function readOriginal(path: string): Promise<string> {
  return path.startsWith('project/') ? ((await (await readAppFile(path))?.text()) ?? '') : await readSample(path)
}

export const run = (): Promise<void> => orTold(runAgain())

async function runAgain(): Promise<void> {
  const { program, page } = selection.value
  if (program.problem !== undefined) return await refuse(program.problem)
  const path = chosenFile()
  // It could not be read before, or has not come yet.
  if (given.value.file !== path) await load()
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
  give(source.value, given.value.file)
  await run()
}
