import { spawn } from 'node:child_process'

const COMMANDS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // Not `cmd /c start`, which takes `&` in a URL for the start of the next command.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens the default browser. Nothing happens if there is none: the URL is printed as well. */
export function openBrowser(url: string): void {
  const [command, ...args] = COMMANDS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
