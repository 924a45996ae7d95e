import * as fs from 'node:fs'
import { promisify } from 'node:util'

/**
 * The system calls of an album on disk. Over file descriptors, not `FileHandle`s: those cost more than some of the
 * calls themselves, which shows when thousands of small photos are saved.
 */
export const copyFile = promisify(fs.copyFile)
export const fchmod = promisify(fs.fchmod)
export const fstat = promisify(fs.fstat)
export const fsync = promisify(fs.fsync)
export const link = promisify(fs.link)
export const lstat = promisify(fs.lstat)
export const mkdir = promisify(fs.mkdir)
export const open = promisify(fs.open)
export const read = promisify(fs.read)
export const readdir = promisify(fs.readdir)
export const rename = promisify(fs.rename)
export const rmdir = promisify(fs.rmdir)
export const unlink = promisify(fs.unlink)
export const writev = promisify(fs.writev)
