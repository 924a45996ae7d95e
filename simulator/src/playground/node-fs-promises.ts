/** The part of `node:fs/promises` that compiling a mini-program needs, for the files of the playground. */
import { textAsBytes, writeFile as write } from './files.ts'
import { readdirSync, readFileSync, realpathSync, statSync } from './node-fs.ts'

export const readFile = async (path: string, encoding?: 'utf8') => readFileSync(path, encoding)
export const writeFile = async (path: string, text: string) => write(path, textAsBytes(text))
export const readdir = async (path: string) => readdirSync(path)
export const realpath = async (path: string) => realpathSync(path)
export const stat = async (path: string) => statSync(path)
