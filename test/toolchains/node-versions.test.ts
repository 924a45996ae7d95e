import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tinyImage } from 'photosalbum/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { installPackage } from './package.ts'

const packed = installPackage()
const photo = Buffer.from(tinyImage('jpeg'))
writeFileSync(join(packed.root, 'a.jpg'), photo)
packed.copyExample('poster-page')
packed.copyExample('node-test')
packed.copyExample('mini-program')
packed.write(
  'app/save.mjs',
  `import { readFileSync } from 'node:fs'
  import { createServer } from 'node:http'
  import { directory, network, saveImage } from 'photosalbum/node'

  const server = createServer((_, response) => response.end(readFileSync('../a.jpg'))).listen(0, '127.0.0.1', async () => {
    const [album, url] = [directory({ path: process.argv[2] }), 'http://127.0.0.1:' + server.address().port + '/b.jpg']
    console.log((await saveImage(network(url), { album })).photo.name)
    server.close()
  })`,
)
packed.write(
  'app/save.cjs',
  `const { directory, localFile, saveImage } = require('photosalbum/node')
  saveImage(localFile('../a.jpg'), { album: directory({ path: process.argv[2] }) }).then(({ outcome }) => console.log(outcome))`,
)

const command = join(packed.installed, 'dist/cli/start.cjs')
const photoIn = (album: string, name: string) => readFileSync(join(packed.root, 'app', album, name))

/** The other release lines that are maintained. The tests themselves run on the oldest one. */
describe.each(['22', '24', '26'])('on Node %s', (version) => {
  let node: ReturnType<typeof packed.installNode>
  beforeAll(() => {
    node = packed.installNode(version)
  })

  // A warning of Node would be in what they print.
  test('the package saves files and URLs, from modules, scripts and the command line', () => {
    expect(node('app', '--version')).toMatch(`v${version}.`)
    const album = `album-${version}`
    expect(node('app', command, 'save', '../a.jpg', '--album', album)).toMatch(/^Saved .*a\.jpg \(JPEG, .*\)\n$/)
    expect(node('app', 'save.mjs', album)).toBe('b.jpg\n')
    expect(node('app', 'save.cjs', album)).toBe('stored\n')
    for (const name of ['a.jpg', 'b.jpg', 'a (2).jpg']) expect(photoIn(album, name).equals(photo), name).toBe(true)
  })

  test('a mini-program runs, and the example for node:test passes', () => {
    const tap = ['--page', 'pages/poster/poster', '--tap', '保存到相册']
    expect(node('mini-program', command, 'run', '.', ...tap)).toMatch(/1 photo/)
    expect(node('node-test', '--test', '--test-reporter=tap')).toMatch(/# pass 6\n/)
  })
})
