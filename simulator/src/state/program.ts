import { computed, signal } from '@preact/signals'
import { isSaveError } from 'photosalbum'
import { parsePage, type Query } from '../../../src/mini-program/routes.ts'
import { type Program, readProject, routeOf } from '../app/program.ts'
import { showStartProblem, showUpdateProblem, start, update } from '../app/runner.ts'
import type { Change } from '../phone/server.ts'
import { texts } from '../texts/index.ts'
import {
  discard,
  files,
  forgetEdits,
  hasEdits,
  loadFiles,
  open,
  openFile,
  refresh,
  save,
  submitEdits,
} from './editor.ts'
import { addText } from './log.ts'
import { appState, fail, pageStack } from './running-app.ts'
import { SAMPLES } from './samples.ts'

export interface Selection {
  readonly program: Program
  /** The script of the first page, or its template. */
  readonly page: string
  readonly query: Query
}

export const project = signal<Program | undefined>(undefined)
export const selection = signal<Selection>({ program: SAMPLES[0]!, page: 'index.js', query: {} })

export const programs = computed<readonly Program[]>(() => [...(project.value ? [project.value] : []), ...SAMPLES])

/** Finds a program, and one of its pages by script or by route and query. Falls back to the first ones. */
export function find(id: string | undefined, page = ''): Selection {
  const program = programs.value.find((candidate) => candidate.id === id) ?? programs.value[0]!
  const { route, query } = parsePage(page)
  // A project that cannot be read has no pages. The selected page is kept until it can be read again.
  if (program.problem !== undefined) return { program, page: route, query }
  const found = program.pages.find((candidate) => isPage(candidate, route))
  return found === undefined ? { program, page: program.pages[0] ?? '', query: {} } : { program, page: found, query }
}

const isPage = (script: string, route: string) => script === route || routeOf(script) === route

/** The parts of a link that name a sample or page that does not exist. */
export function missingFromSelection(
  { program, page }: Selection,
  sample: string | undefined,
  wanted: string | undefined,
) {
  if (sample !== undefined && sample !== program.id) return [`sample=${sample}`]
  return wanted !== undefined && !isPage(page, parsePage(wanted).route) ? [`page=${wanted}`] : []
}

/** The visible page with its query, as a URL for `my.navigateTo`. */
export const address = computed(() => {
  const { page, query } = selection.value
  const top = pageStack.value.at(-1)
  const search = Object.entries(top?.query ?? query).map(([name, value]) => `${name}=${escaped(value)}`)
  return [top?.route ?? routeOf(page), search.join('&')].filter((part) => part !== '').join('?')
})

/** Encodes only the characters that would end the value, so that the URL stays readable. */
const escaped = (value: string) => value.replace(/[%&#+=?]/g, encodeURIComponent)

/** Whether the visible page is the default first page. */
export const isFirstPage = computed(() => {
  const { pages } = selection.value.program
  return address.value === routeOf(pages[0] ?? '')
})

/** Loads the program that a link names. Without the id of a sample, this is the project. */
export async function loadProject(sample?: string): Promise<void> {
  project.value = await readProject(!SAMPLES.some(({ id }) => id === sample))
}

/** Runs a newly opened project instead of the current program. Edits of earlier projects are discarded. */
export async function openProject(): Promise<void> {
  forgetEdits('project')
  await loadProject()
  await select(find('project'))
}

/** Shows an error of the server instead of the app. */
async function orShowError(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (thrown) {
    if (!isSaveError(thrown)) throw thrown
    fail(thrown.message)
  }
}

export const select = (next: Selection): Promise<void> => orShowError(startSelected(next))

const fileOf = ({ program, page }: Selection): string => (page === '' ? '' : `${program.root}/${page}`)

async function startSelected(next: Selection): Promise<void> {
  selection.value = next
  const { program, page, query } = next
  const file = fileOf(next)
  void loadFiles(program.root)
  if (program.problem !== undefined) await Promise.all([open(file), showStartProblem(program.problem)])
  // Without edits, the app does not have to wait for the text.
  else if (!hasEdits(program.root)) await Promise.all([open(file), start(program, page, query)])
  else await open(file).then(runAgain)
}

/** Opens a page of the program by its route and query, as the first page. */
export async function openAddress(wanted: string): Promise<void> {
  const next = find(selection.value.program.id, wanted.trim())
  for (const part of missingFromSelection(next, undefined, wanted.trim())) {
    addText('error', texts.value.noPage(part.replace('page=', '')))
    return
  }
  await select(next)
}

export const run = (): Promise<void> => orShowError(runAgain())

async function runAgain(): Promise<void> {
  const { program, page, query } = selection.value
  if (program.problem !== undefined) return await showStartProblem(program.problem)
  if (files.value.length === 0) void loadFiles(program.root)
  await submitEdits(program.root)
  await start(program, page, query)
}

/** Runs the edits. If only templates or styles have changed, the app keeps its data. */
export const apply = (): Promise<void> =>
  orShowError(
    (async () => {
      if (appState.value === 'running') await bringUpToDate()
      else await runAgain()
    })(),
  )

async function bringUpToDate(change?: Change): Promise<void> {
  const { program, page, query } = selection.value
  await submitEdits(program.root)
  const outcome = await update(program, page, query, { onlySources: change === 'sources' })
  if (outcome !== 'unchanged') addText('note', texts.value.log.updates[outcome])
}

/** Updates the app after files of the project have changed on the disk. */
export const reload = (change: Change): Promise<void> => orShowError(followProject(change))

async function followProject(change: Change): Promise<void> {
  await loadProject(selection.value.program.id)
  if (selection.value.program.id !== 'project') return
  const { page, query } = selection.value
  selection.value = { ...find('project', page), query }
  const { program } = selection.value
  if (change === 'restarted') addText('note', texts.value.log.restarted)
  void loadFiles(program.root)
  if (program.problem !== undefined) await showUpdateProblem(program.problem)
  else await bringUpToDate(change)
  if (openFile.value !== '') await refresh()
}

/** Opens a file of the program in the editor. */
export const showFile = (path: string, line?: number): Promise<void> =>
  orShowError(open(`${selection.value.program.root}/${path}`, line))

/** Discards the edits, also in the running app. */
export const restore = (): Promise<void> =>
  orShowError(
    (async () => {
      discard()
      await bringUpToDate()
    })(),
  )

/** Writes the edits to the disk, which updates the app. */
export const saveFile = (): Promise<void> => orShowError(save())
