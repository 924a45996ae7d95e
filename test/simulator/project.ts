import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../my/app.ts'

/** A mini-program on the disk that the test can edit. */
export function project(files: Record<string, string | Buffer>): {
  root: string
  write(path: string, text: string): void
} {
  const root = temporaryFolder()
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path, content] of Object.entries(files)) write(path, content)
  return { root, write }
}
