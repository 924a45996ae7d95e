// Holds the directory album to the contract of every album on the disk where this is told to, and reports each rule.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import directory from '../../../dist/albums/directory.js'
import { albumRules } from '../../../dist/testing/describe-album.js'

const { path: base } = JSON.parse(process.argv[2])
mkdirSync(base, { recursive: true })

function under() {
  const home = mkdtempSync(join(base, 'home-'))
  const path = join(home, 'album')
  const names = (hidden) => {
    try {
      return readdirSync(path).filter((name) => name.startsWith('.') === hidden)
    } catch {
      return []
    }
  }
  return {
    album: directory({ path }),
    photos: () => names(false).map((name) => ({ name, bytes: readFileSync(join(path, name)) })),
    leftovers: () => names(true),
    file(bytes, name) {
      writeFileSync(join(home, name), bytes)
      return join(home, name)
    },
  }
}

const results = []
for (const rule of Object.values(albumRules)) {
  if (rule.place !== 'usual') continue
  try {
    await rule.check(under())
    results.push({ saved: rule.title })
  } catch (error) {
    results.push({ name: rule.title, message: error.message })
  }
}
process.stdout.write(`${JSON.stringify({ results, contents: [] })}\n`)
