import type { Authorize } from '../../my/permission.ts'
import { printable } from '../terminal.ts'
import { askYesNo } from './prompt.ts'
import type { Task } from './task.ts'

/** Who answers when the app may be asked about for the first time, by `--permission`. */
export function authorizeFor(permission: Task['permission'], appName: string): Authorize {
  if (permission !== 'ask') return () => permission
  return async (_scope, reason) => {
    const why = reason ? ` Its reason: ${printable(reason)}` : ''
    const allowed = await askYesNo(`May ${printable(appName)} save to the album?${why}`)
    if (allowed === undefined)
      process.stderr.write('photosalbum: --permission ask needs a terminal to answer at; taken as denied.\n')
    return allowed ? 'granted' : 'denied'
  }
}
