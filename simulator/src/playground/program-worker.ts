/**
 * Replaces the server of `photosalbum simulate` inside of the page: the same code answers the same requests, with files in
 * memory.
 */
import { toSaveError } from '../../../src/core/errors.ts'
import { programRequests } from '../../../src/dev-server/program-requests.ts'
import { openProject, type Project } from '../../../src/dev-server/project.ts'
import { localize } from '../../../src/i18n/localize.ts'
import { startEsbuild } from './esbuild.ts'
import { find, removeFolder, textAsBytes, writeFile } from './files.ts'
import { findRoot } from './find-root.ts'
import type { Answer, ToWorker } from './messages.ts'
import { SAMPLE_FILES } from './sample-files.ts'

/** The folders of the samples and of the opened projects. */
const [SITE, PROJECTS] = ['/simulator', '/projects']

for (const [path, text] of Object.entries(SAMPLE_FILES)) writeFile(`${SITE}/samples/${path}`, textAsBytes(text))

let project: Project | undefined
let requests = createRequests()
const isReady = startEsbuild()

function createRequests() {
  return programRequests({ project: () => project, site: SITE })
}

self.addEventListener('message', async ({ data, ports }: MessageEvent<ToWorker>) => {
  const response = await answer(data).catch(
    async (thrown) => new Response(await localize(toSaveError(thrown), data.language), { status: 500 }),
  )
  const body = await response.arrayBuffer()
  const message: Answer = { status: response.status, headers: [...response.headers], body }
  ports[0]?.postMessage(message, [body])
})

async function answer(message: ToWorker): Promise<Response> {
  await isReady
  if (message.type === 'open') return await open(message)
  const { path, method, body } = message
  // The published version of a sample.
  const sample = method === 'GET' && path.startsWith('/samples/') ? find(SITE + path) : undefined
  if (sample?.kind === 'file') return new Response(sample.content)
  return await requests.app.request(path, { method, ...(body !== undefined && { body }) })
}

async function open({ name, files }: ToWorker & { type: 'open' }): Promise<Response> {
  const folder = `${PROJECTS}/${name}`
  removeFolder(PROJECTS)
  for (const [path, content] of files)
    writeFile(`${folder}/${path}`, typeof content === 'string' ? textAsBytes(content) : content)
  const opened = await openProject(folder + findRoot(files.map(([path]) => path)))
  const ended = requests
  project = opened
  requests = createRequests()
  await ended.dispose()
  return new Response(null, { status: 204 })
}
