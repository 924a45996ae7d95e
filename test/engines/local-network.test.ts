import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import jsQR from 'jsqr'
import { describe, expect, onTestFinished, test } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { temporaryFolder } from '../my/app.ts'
import { sample } from '../setup/counts.ts'
import { createNetwork, simulate } from '../simulator/local-network.ts'
import { project } from '../simulator/project.ts'
import { addDriver } from './drivers/add-driver.ts'
import { type EngineName, isInstalled, openInEngine } from './launch.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const POSTER = Buffer.from(imageOfSize(300_000, 9))

/** A server on the computer, of the app's developer: sends the poster, and prints what is reported to it. */
const SERVER = `
const { readFileSync } = require('node:fs')
const poster = readFileSync(process.argv[1])
const server = require('node:http').createServer((request, response) => {
  const [path, report] = request.url.split('?')
  if (path === '/report') console.log(decodeURIComponent(report))
  response.setHeader('content-type', 'image/png').end(poster)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

/** Prints the fingerprint of the certificate of a server, as a browser shows it to the user. */
const FINGERPRINT = `
const [host, port] = process.argv.slice(1)
const socket = require('node:tls').connect({ host, port, rejectUnauthorized: false }, () => {
  console.log(socket.getPeerCertificate().fingerprint256)
  socket.end()
})`

const inNamespace = (namespace: string, code: string, ...args: string[]) =>
  ['netns', 'exec', namespace, process.execPath, '-e', code, ...args] as const

/** Reads the code in the terminal as the camera of a phone does: from dark and light dots. */
function scan(terminal: string): string | undefined {
  const rows = terminal
    .split('\n')
    .filter((line) => /^[█▀▄ ]{20,}$/.test(line))
    .flatMap((line) => ['█▀', '█▄'].map((light) => [...line].map((character) => light.includes(character))))
  const SCALE = 4
  const [width, height] = [(rows[0]?.length ?? 0) * SCALE, rows.length * SCALE]
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLight = rows[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)]
      pixels.set(isLight ? [255, 255, 255, 255] : [0, 0, 0, 255], (y * width + x) * 4)
    }
  }
  return jsQR.default(pixels, width, height)?.data
}

/** The published command, in a copy whose page is driven by a script. */
function drivenCommand(script: string): string {
  const root = temporaryFolder()
  for (const name of ['dist', 'package.json']) cpSync(join(repository, name), join(root, name), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  addDriver(join(root, 'dist/simulator'), script)
  return join(root, 'dist/cli/start.cjs')
}

const engines: readonly EngineName[] = ['Chromium', 'Firefox', 'WebKit without OPFS', 'WebKit like Safari 26']

describe.each(sample(1, engines))('a phone in the same network, with %s', (engine) => {
  test.skipIf(!isInstalled(engine))('C16: scans the code, and saves the photo byte for byte', async (context) => {
    const { computer, phone } = createNetwork(context)
    const poster = join(temporaryFolder(), 'poster.png')
    writeFileSync(poster, POSTER)
    const server = spawn('ip', inNamespace(computer, SERVER, poster))
    onTestFinished(() => void server.kill('SIGKILL'))
    const lines = createInterface(server.stdout)
    const [port] = await once(lines, 'line')
    const { root } = project({
      'app.json': '{ "pages": ["index"], "window": { "defaultTitle": "Poster" } }',
      'index.axml': '<button onTap="save">Save</button>',
      'index.js': `Page({
        async save() {
          const { apFilePath } = await my.downloadFile({ url: 'http://127.0.0.1:${port}/poster.png' })
          my.saveImageToPhotosAlbum({ filePath: apFilePath })
        },
      })`,
    })
    const reports = encodeURIComponent(`http://127.0.0.1:${port}/report`)
    const command = drivenCommand(`phone.js?reports=${reports}`)
    const { notes, invitations } = await simulate(computer, [root, '--port', '0', '--host'], command)

    const address = scan(notes()) ?? ''
    expect(address).toBe(invitations()[0])
    const { hostname: host, port: httpsPort } = new URL(address)
    const fingerprint256 = execFileSync('ip', inNamespace(phone, FINGERPRINT, host, httpsPort), { encoding: 'utf8' })
    const accepted = { host, port: httpsPort, fingerprint256: fingerprint256.trim() }
    const reported = once(lines, 'line')
    const browser = await openInEngine(engine, address, { namespace: phone, accepted })
    onTestFinished(() => browser.close())

    const [report] = (await Promise.race([reported, browser.exited])) as [string]
    const digest = createHash('sha256').update(POSTER).digest('hex')
    expect(JSON.parse(report)).toEqual({ shared: digest, pressed: digest })
    await expect.poll(async () => (await browser.downloaded())?.equals(POSTER)).toBe(true)
  })
})
