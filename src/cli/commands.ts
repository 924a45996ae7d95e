import type { Command } from './command.ts'

/** Each command is loaded only when it is asked for: a process that saves one file loads nothing else. */
export const commands: { readonly [name: string]: () => Promise<Command> } = {
  save: async () => (await import('./save.ts')).default,
  run: async () => (await import('./run.ts')).default,
  simulate: async () => (await import('./simulate.ts')).default,
  doctor: async () => (await import('./doctor.ts')).default,
}
