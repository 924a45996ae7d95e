import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isSaveError } from '../core/errors.ts'
import { readJson } from '../mini-program/json.ts'
import { parsePage, queryOf } from '../mini-program/routes.ts'
import { isVersion } from '../my/client.ts'
import { UsageError, unknownWord } from './arguments.ts'
import { describeError, language, problemRenderer, words } from './messages.ts'
import type { Step, Task } from './run/app-process.ts'
import { reportsOf, summaryJson, summaryText } from './run/report.ts'
import { GRACE_MS, runApp } from './run/supervise.ts'

/** What `main.ts` reads from the command line. */
export interface RunOptions {
  readonly page?: string
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
export async function run(target: string, options: RunOptions, steps: readonly Step[]): Promise<number> {
  const task = await taskOf(target, options, steps)
  const { reports, code, cancelled } = await runApp(task)
  const [mistake] = reportsOf(reports, 'no-such-method')
  if (mistake) {
    const { method, kind, known } = mistake
    throw kind === undefined
      ? unknownWord(words.run.noSuchMethod(method, known), method, known)
      : new UsageError(words.run.notAMethod(method, kind, known))
  }
  const album = options.album ?? 'system'
  process.stdout.write(
    task.json ? summaryJson(reports) : summaryText(reports, { album, hasSteps: steps.length > 0, cancelled }),
  )
  return code
}

/** Reads the project and checks the options, so that mistakes are reported before the app is started. */
async function taskOf(target: string, options: RunOptions, steps: readonly Step[]): Promise<Task> {
  const { sdkVersion, clientVersion, platform } = options
  if (target === '') throw new UsageError(words.missingArgument.run)
  for (const [name, version] of Object.entries({ '--sdk-version': sdkVersion, '--client-version': clientVersion }))
    if (version !== undefined && !isVersion(version)) throw new UsageError(words.wantsVersion(name, version))
  // Throws if the current folder is gone, before modules are loaded that need one.
  process.cwd()
  const { root, routes, route, query, config } = await projectOf(target, options)
  return {
    root,
    routes,
    route,
    query,
    steps,
    appConfig: options.appJson === undefined ? config : readConfig(options.appJson),
    client: { platform, SDKVersion: sdkVersion, clientVersion, language: language === 'zh' ? 'zh-Hans' : 'en' },
    permission: options.permission,
    album: options.album,
    json: options.json ?? false,
    key: randomUUID(),
    graceMs: GRACE_MS,
  }
}

async function projectOf(target: string, { page, query = '' }: RunOptions) {
  try {
    const { openProject, routeOf, withFile } = await import('../dev-server/project.ts')
    const project = await openProject(target)
    const { pages, routes, config, problem } = await project.describe()
    if (problem) throw new UsageError(withFile(problem, await problemRenderer()))
    const known = pages.map(routeOf)
    const opened = page === undefined ? { route: known[0]!, query: queryOf(query) } : parsePage(page, query)
    if (!known.includes(opened.route)) throw unknownWord(words.run.noSuchPage(opened.route, known), opened.route, known)
    return { root: project.root, routes, config, ...opened }
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
