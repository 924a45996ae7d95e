// Checks the directory album against the contract of every album, on the disk of the given folder, and reports each rule.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import directory from '../../../dist/albums/directory.js'
import { albumRules } from '../../../dist/testing/describe-album.js'

const { path: base } = JSON.parse(process.argv[2])
mkdirSync(base, { recursive: true })

function under() {
  const home = mkdtempSync(join(base, 'home-'))
  const path = join(home, 'album')
  const names = (folder) => {
    try {
      return readdirSync(folder).filter((name) => name !== '.photosalbum')
    } catch {
      return []
    }
  }
  return {
    album: directory({ path }),
    photos: () => names(path).map((name) => ({ name, bytes: readFileSync(join(path, name)) })),
    leftovers: () => names(join(path, '.photosalbum')),
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
