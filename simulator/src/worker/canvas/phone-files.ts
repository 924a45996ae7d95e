import type { FileAnswer, FileRequest } from '../../app/protocol.ts'

/**
 * The phone's files for the canvas's own work. It reads what the app may read and adds temporary files; no lever for a
 * version takes that away, and none of it is a call of the app's.
 */
export interface PhoneFiles {
  read(path: string): Promise<ArrayBuffer>
  /** Answers the path of the new temporary file. */
  write(bytes: ArrayBuffer): Promise<string>
  receive(answer: FileAnswer): void
}

export function createPhoneFiles(send: (request: FileRequest, transfer: Transferable[]) => void): PhoneFiles {
  const waiting = new Map<number, (answer: FileAnswer) => void>()
  let last = 0

  async function ask(given: { path: string } | { bytes: ArrayBuffer }): Promise<FileAnswer> {
    const request = ++last
    const answered = new Promise<FileAnswer>((resolve) => waiting.set(request, resolve))
    send({ type: 'file', request, ...given }, 'bytes' in given ? [given.bytes] : [])
    const answer = await answered
    if ('problem' in answer) throw new Error(answer.problem)
    return answer
  }

  return {
    read: async (path) => ((await ask({ path })) as { bytes: ArrayBuffer }).bytes,
    write: async (bytes) => ((await ask({ bytes })) as { path: string }).path,
    receive(answer) {
      waiting.get(answer.request)?.(answer)
      waiting.delete(answer.request)
    },
  }
}
