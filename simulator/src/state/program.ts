import { batch, computed, signal } from '@preact/signals'
import { isSaveError } from 'photosalbum'
import { type Program, readProject } from '../app/program.ts'
import { fail, showStartProblem, start } from '../app/runner.ts'
import { readAppFile, readSample, writeDraft } from '../phone/server.ts'
import { SAMPLES } from './samples.ts'
import { savedEdit, saveEdit } from './saved-edits.ts'

export interface Selection {
  readonly program: Program
  readonly page: string
}

export const project = signal<Program | undefined>(undefined)
export const selection = signal<Selection>({ program: SAMPLES[0]!, page: 'index.js' })

/** The source of the page without edits. */
const source = signal('')
/** The text that the editor starts with. Set anew whenever the text changes other than by typing. No file means nothing to edit. */
export const editorContent = signal<{ readonly file?: string; readonly code: string }>({ code: '' })
/** What is in the editor. */
const edited = signal('')
export const isEdited = computed(() => edited.value !== source.value)
/** Projects are edited in the user's own editor, and run again when saved there. */
export const isEditedHere = computed(() => selection.value.program.id !== 'project')
/** Whether the editor already shows the selected file. */
export const isEditable = computed(() => isEditedHere.value && editorContent.value.file === chosenFile())

export const programs = computed<readonly Program[]>(() => [...(project.value ? [project.value] : []), ...SAMPLES])

/** Finds a program and page by their names. Falls back to the first ones. */
export function find(id: string | undefined, page = ''): Selection {
  const program = programs.value.find((candidate) => candidate.id === id) ?? programs.value[0]!
  // A project that cannot be read has no pages. The selected page is kept until it can be read again.
  if (program.problem !== undefined) return { program, page }
  return { program, page: program.pages.find((candidate) => isPage(candidate, page)) ?? program.pages[0] ?? '' }
}

const isPage = (path: string, page: string) => path === page || path === `${page}.js`

/** The parts of a link that name a sample or page that does not exist. */
export function missingFromSelection(
  { program, page }: Selection,
  sample: string | undefined,
  wanted: string | undefined,
) {
  if (sample !== undefined && sample !== program.id) return [`sample=${sample}`]
  return wanted !== undefined && !isPage(page, wanted) ? [`page=${wanted}`] : []
}

export async function loadProject(): Promise<void> {
  project.value = await readProject()
}

/** The files of which the server has an edited copy. */
const drafts = new Set<string>()

/** Shows an error of the server in place of the app. */
async function orShowError(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (thrown) {
    if (!isSaveError(thrown)) throw thrown
    fail(thrown.message)
  }
}

export const select = (next: Selection): Promise<void> => orShowError(startSelected(next))

const chosenFile = ({ program, page } = selection.value): string => `${program.root}/${page}`

async function startSelected(next: Selection): Promise<void> {
  selection.value = next
  const { program, page } = next
  const path = chosenFile(next)
  if (program.problem !== undefined) await Promise.all([load(), showStartProblem(program.problem)])
  // Without edits, the app does not have to wait for the text.
  else if (savedEdit(path) === undefined && !drafts.has(path)) await Promise.all([load(), start(program, page)])
  else await load().then(runAgain)
}

async function load(): Promise<void> {
  const chosen = selection.value
  const file = chosenFile(chosen)
  let text: string
  try {
    text = chosen.page === '' ? '' : await readOriginal(file)
  } catch (thrown) {
    // The text of the previous file must not be edited under the name of this one.
    if (selection.value === chosen) setEditorContent('', undefined)
    throw thrown
  }
  // Another page was selected in the meantime.
  if (selection.value !== chosen) return
  source.value = text
  setEditorContent(savedEdit(file) ?? text, file)
}

/** The user typed. */
export function edit(code: string): void {
  edited.value = code
  if (editorContent.value.file !== undefined) saveEdit(editorContent.value.file, isEdited.value ? code : undefined)
}

function setEditorContent(code: string, file: string | undefined): void {
  batch(() => {
    if (file === undefined) source.value = code
    edited.value = code
    editorContent.value = { code, ...(file !== undefined && { file }) }
  })
}

/** A file without the edits made here. */
async function readOriginal(path: string): Promise<string> {
  return path.startsWith('project/') ? ((await (await readAppFile(path))?.text()) ?? '') : await readSample(path)
}

export const run = (): Promise<void> => orShowError(runAgain())

async function runAgain(): Promise<void> {
  const { program, page } = selection.value
  if (program.problem !== undefined) return await showStartProblem(program.problem)
  const path = chosenFile()
  // It is not loaded yet, or could not be read.
  if (editorContent.value.file !== path) await load()
  if (isEdited.value || drafts.has(path)) await writeDraft(path, edited.value)
  if (isEdited.value) drafts.add(path)
  await start(program, page)
}

/** A file of the project was saved. */
export async function reload(): Promise<void> {
  const { program, page } = selection.value
  await loadProject()
  if (program.id === 'project') await select(find('project', page))
}

export async function restore(): Promise<void> {
  edit(source.value)
  setEditorContent(source.value, editorContent.value.file)
  await run()
}
