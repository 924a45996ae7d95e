import { batch, computed, signal } from '@preact/signals'
import { hasServer } from '#host'
import { discardDraft, listFiles, readFromDisk, readSample, saveToDisk, writeDraft } from '../phone/server.ts'
import { filesWithEdits, savedEdit, saveEdit } from './saved-edits.ts'

/** The file in the editor, such as `samples/poster/index.js` or `project/pages/home/home.axml`. */
export const openFile = signal('')
/** The files of the program that can be edited, relative to its root. */
export const files = signal<readonly string[]>([])

/** The text of the open file on the server. */
const source = signal('')
/**
 * The initial text of the editor. Set whenever the text changes other than by typing. Without `file` there is nothing to edit.
 * `line` is the line to scroll to.
 */
export const editorContent = signal<{ readonly file?: string; readonly code: string; readonly line?: number }>({
  code: '',
})
/** The current text of the editor. */
const edited = signal('')
export const isEdited = computed(() => edited.value !== source.value)
/** Whether the open file is on the disk of the server. Files of a project are, samples are not. */
export const isOnDisk = computed(() => hasServer && openFile.value.startsWith('project/'))
/** Whether the editor already shows the open file. */
export const isEditable = computed(() => openFile.value !== '' && editorContent.value.file === openFile.value)

/** The files whose edits are stored on the server. */
const drafts = new Set<string>()

/** If the server is not running, the list stays empty. The app reports the error. */
export async function loadFiles(root: string): Promise<void> {
  files.value = await listFiles(root).catch(() => [])
}

/** Opens a file, at a line. Throws if it cannot be read. */
export async function open(file: string, line?: number): Promise<void> {
  openFile.value = file
  let text = ''
  try {
    text = file === '' ? '' : await readOriginal(file)
  } catch (thrown) {
    // The text of the previous file must not be edited under the name of the new one.
    if (openFile.value === file) setContent('', undefined)
    throw thrown
  }
  // Another file was opened in the meantime.
  if (openFile.value !== file) return
  source.value = text
  setContent(savedEdit(file) ?? text, file, line)
}

/** Reads the open file again. Edits are kept. */
export async function refresh(): Promise<void> {
  await open(openFile.value)
}

/** Called when the user types. */
export function edit(code: string): void {
  edited.value = code
  if (editorContent.value.file !== undefined) saveEdit(editorContent.value.file, isEdited.value ? code : undefined)
}

/** Discards the edits of a program that is replaced by another one. */
export function forgetEdits(root: string): void {
  for (const path of filesWithEdits(root)) saveEdit(path, undefined)
  for (const path of drafts) if (path.startsWith(`${root}/`)) drafts.delete(path)
}

/** Whether files of the program have edits, so that the text of the open file must be loaded before the app starts. */
export const hasEdits = (root: string): boolean =>
  filesWithEdits(root).length > 0 || [...drafts].some((file) => file.startsWith(`${root}/`))

/** Sends the edits of a program to the server, so that the next run includes them. */
export async function submitEdits(root: string): Promise<void> {
  const file = openFile.value
  if (editorContent.value.file !== file) await refresh()
  const texts = new Map(filesWithEdits(root).map((path) => [path, savedEdit(path) ?? '']))
  if (isEdited.value) texts.set(file, edited.value)
  for (const [path, text] of texts) {
    drafts.add(path)
    await writeDraft(path, text)
  }
  for (const path of drafts) {
    if (path.startsWith(`${root}/`) && !texts.has(path)) {
      drafts.delete(path)
      await discardDraft(path)
    }
  }
}

/** Writes the open file to the disk of this computer. */
export async function save(): Promise<void> {
  const [file, text] = [openFile.value, edited.value]
  await saveToDisk(file, text)
  drafts.delete(file)
  if (openFile.value !== file) return
  source.value = text
  edit(edited.value)
}

/** Discards the edits of the open file. */
export function discard(): void {
  edit(source.value)
  setContent(source.value, editorContent.value.file)
}

function setContent(code: string, file: string | undefined, line?: number): void {
  batch(() => {
    if (file === undefined) source.value = code
    edited.value = code
    editorContent.value = { code, ...(file !== undefined && { file }), ...(line !== undefined && { line }) }
  })
}

/** A file without the edits made here. */
async function readOriginal(path: string): Promise<string> {
  return path.startsWith('project/') ? await readFromDisk(path) : await readSample(path)
}
