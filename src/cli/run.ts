import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isSaveError } from '../core/errors.ts'
import { openProject } from '../dev-server/project.ts'
import { readJson } from '../mini-program/json.ts'
import { isVersion } from '../my/client.ts'
import { albumOption } from './album.ts'
import { defineCommand, UsageError } from './command.ts'
import { superviseApp } from './run/supervise.ts'

export default defineCommand({
  summary: 'Runs a mini-program script. What it saves lands in the real album.',
  operands: '<page.js>',
  options: {
    call: { type: 'string', short: 'c', value: 'METHOD', multiple: true, help: 'then call this method of the page' },
    query: { type: 'string', short: 'q', value: 'QUERY', help: 'what onLoad gets, such as id=7&from=share' },
    platform: {
      type: 'string',
      value: 'NAME',
      choices: ['iOS', 'Android'],
      help: 'the phone to be: iOS or Android (iOS)',
    },
    'sdk-version': { type: 'string', value: 'VERSION', help: 'the base library to be, such as 1.14.0' },
    'client-version': { type: 'string', value: 'VERSION', help: 'the client to be, such as 10.2.69' },
    permission: {
      type: 'string',
      value: 'ANSWER',
      choices: ['granted', 'denied', 'ask'],
      help: 'whether the app may save: granted, denied or ask (granted)',
    },
    album: albumOption,
    'app-json': { type: 'string', value: 'FILE', help: 'the app.json to use (the nearest above the page)' },
    json: { type: 'boolean', help: 'print one line of JSON for each thing that happens' },
  },
  notes: [
    'The script finds my, App, Page, getApp and getCurrentPages, and may import or require its own files.',
    'The life cycle of its page is run, then each --call in turn. It ends when nothing is left to do.',
    'Exit code: 0 it ran, 1 an error of it was not caught, 2 a mistake on the command line, 130 Ctrl-C.',
  ],
  examples: [
    ['photosalbum run pages/poster/poster.js', 'A page that saves in onReady'],
    ['photosalbum run pages/poster/poster.js --call savePoster', 'One that saves when a button is tapped'],
    ['photosalbum run page.js --permission denied --platform iOS', 'What the app does about error 15'],
  ],

  async run({ values, operands }) {
    const [script, ...more] = operands
    if (!script) throw new UsageError('Which script? Give a page.js, or the folder of a mini-program.')
    if (more.length > 0) throw new UsageError(`Only one script runs at a time, but ${operands.length} were given.`)
    for (const name of ['sdk-version', 'client-version'] as const) {
      const version = values[name]
      if (version !== undefined && !isVersion(version))
        throw new UsageError(`--${name} takes numbers and dots such as 10.2.70, not "${version}".`)
    }
    // Throws where the folder that this was started in is gone. There, Node's hooks for modules would wait for ever.
    process.cwd()
    const { root, app, page, config } = await projectOf(script)
    return superviseApp({
      root,
      ...(app !== undefined && { app: resolve(root, app) }),
      page: resolve(root, page),
      route: page.replace(/\.m?js$/, ''),
      query: Object.fromEntries(new URLSearchParams(values.query)),
      calls: values.call ?? [],
      appConfig: values['app-json'] === undefined ? config : readConfig(values['app-json']),
      client: { platform: values.platform, SDKVersion: values['sdk-version'], clientVersion: values['client-version'] },
      permission: values.permission ?? 'granted',
      album: values.album,
      json: values.json ?? false,
    })
  },
})

async function projectOf(script: string) {
  try {
    const project = await openProject(script)
    const { app, pages, config, problem } = await project.describe()
    if (problem !== undefined) throw new UsageError(problem)
    const [page = ''] = pages
    if (!existsSync(resolve(project.root, page)))
      throw new UsageError(`app.json names "${page.replace(/\.js$/, '')}", but there is no ${page} in ${project.root}.`)
    return { root: project.root, app, page, config }
  } catch (thrown) {
    throw isSaveError(thrown) ? new UsageError(thrown.message) : thrown
  }
}

function readConfig(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    const why = code === 'EISDIR' ? 'it is a folder' : code === 'ENOENT' ? 'there is no such file' : message
    throw new UsageError(`--app-json takes a file, and "${path}" cannot be read: ${why}.`)
  }
  const { value, problem } = readJson(text)
  if (problem !== undefined) throw new UsageError(`--app-json takes JSON, which "${path}" is not: ${problem}.`)
  return value
}
