import { spawn } from 'node:child_process'

const COMMANDS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // Not `cmd /c start`, which reads `&` in an address as the next command.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens the person's browser. Where there is none nothing happens: the address is printed anyway. */
export function openBrowser(url: string): void {
  const [command, ...args] = COMMANDS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
