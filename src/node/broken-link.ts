import { readlinkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The symbolic link because of which there can be no folder at a path, in words: its disk may not be mounted. */
export function brokenLink(path: string): string | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false })) return undefined
    return `${path} is a symbolic link to ${readlinkSync(path)}, which is not there`
  } catch {
    // Nothing is there, which is no obstacle, unless there is one above it.
    return dirname(path) === path ? undefined : brokenLink(dirname(path))
  }
}
