import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isSaveError } from '../core/errors.ts'
import { readJson } from '../mini-program/json.ts'
import { isVersion } from '../my/client.ts'
import { UsageError, unknownWord } from './arguments.ts'
import { describeError, words } from './messages.ts'
import type { Task } from './run/app-process.ts'
import { reportsOf, summaryJson, summaryText } from './run/report.ts'
import { GRACE_MS, runApp } from './run/supervise.ts'

/** What `main.ts` reads from the command line. */
export interface RunOptions {
  readonly call?: readonly string[]
  readonly query?: string
  readonly platform: 'iOS' | 'Android'
  readonly sdkVersion?: string
  readonly clientVersion?: string
  readonly permission: 'granted' | 'denied' | 'ask'
  readonly album?: string
  readonly appJson?: string
  readonly json?: boolean
}

/** `photosalbum run`: runs an app in a process of its own, prints what it saved, and returns the exit code. */
export async function run(script: string, options: RunOptions): Promise<number> {
  const task = await taskOf(script, options)
  const { reports, code, cancelled } = await runApp(task)
  const [mistake] = reportsOf(reports, 'no-such-method')
  if (mistake) {
    const { method, known } = mistake
    throw unknownWord(words.run.noSuchMethod(method, known), method, known)
  }
  const album = options.album ?? 'system'
  process.stdout.write(task.json ? summaryJson(reports) : summaryText(reports, { album, calls: task.calls, cancelled }))
  return code
}

/** Reads the project and checks the options, so that mistakes show before anything is started. */
async function taskOf(script: string, options: RunOptions): Promise<Task> {
  const { sdkVersion, clientVersion, platform } = options
  if (script === '') throw new UsageError(words.missingArgument.run)
  for (const [name, version] of Object.entries({ '--sdk-version': sdkVersion, '--client-version': clientVersion }))
    if (version !== undefined && !isVersion(version)) throw new UsageError(words.wantsVersion(name, version))
  // Throws if the current folder is gone, before modules are loaded that cannot live without one.
  process.cwd()
  const { root, app, page, config } = await projectOf(script)
  return {
    root,
    app: app === undefined ? undefined : resolve(root, app),
    page: resolve(root, page),
    route: page.replace(/\.m?js$/, ''),
    query: Object.fromEntries(new URLSearchParams(options.query)),
    calls: options.call ?? [],
    appConfig: options.appJson === undefined ? config : readConfig(options.appJson),
    client: { platform, SDKVersion: sdkVersion, clientVersion },
    permission: options.permission,
    album: options.album,
    json: options.json ?? false,
    key: randomUUID(),
    graceMs: GRACE_MS,
  }
}

async function projectOf(script: string) {
  try {
    const { openProject } = await import('../dev-server/project.ts')
    const project = await openProject(script)
    const { app, pages, config, problem } = await project.describe()
    if (problem !== undefined) throw new UsageError(problem)
    const [page = ''] = pages
    return { root: project.root, app, page, config }
  } catch (thrown) {
    throw isSaveError(thrown) ? new UsageError(await describeError(thrown)) : thrown
  }
}

function readConfig(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new UsageError(words.run.configUnreadable(path, thrown as NodeJS.ErrnoException))
  }
  const { value, problem } = readJson(text)
  if (problem !== undefined) throw new UsageError(words.run.configNotJson(path, problem))
  return value
}
