import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface StandIn {
  /** The folder in which the program lies, and whatever it keeps. */
  readonly folder: string
  /** The PATH with that folder first. */
  readonly path: string
  /** Puts a file beside the program. */
  put(name: string, text: string): Promise<void>
  remove(): Promise<void>
}

/** A shell script under the name of a program that this computer does not have. `$here` in it is its own folder. */
export async function standIn(program: string, script: string): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'photosalbum-stand-in-'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, program), `#!/bin/sh\nhere='${folder}'\n${script}`)
  await chmod(join(bin, program), 0o755)
  return {
    folder,
    path: `${bin}${delimiter}${process.env.PATH}`,
    put: (name, text) => writeFile(join(folder, name), text),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
