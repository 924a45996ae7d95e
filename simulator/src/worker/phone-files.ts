import type { FileAnswer, FileRequest } from '../app/protocol.ts'

/**
 * File access for the canvas. It does not depend on the version settings, and is not logged as a call of the app.
 */
export interface PhoneFiles {
  read(path: string): Promise<ArrayBuffer>
  /** Creates a temporary file, and returns its path. */
  write(bytes: ArrayBuffer): Promise<string>
  receive(answer: FileAnswer): void
}

export function createPhoneFiles(send: (request: FileRequest, transfer: Transferable[]) => void): PhoneFiles {
  const waiting = new Map<number, (answer: FileAnswer) => void>()
  let last = 0

  async function request(content: { path: string } | { bytes: ArrayBuffer }): Promise<FileAnswer> {
    const id = ++last
    const answered = new Promise<FileAnswer>((resolve) => waiting.set(id, resolve))
    send({ type: 'file', request: id, ...content }, 'bytes' in content ? [content.bytes] : [])
    const answer = await answered
    if ('problem' in answer) throw new Error(answer.problem)
    return answer
  }

  return {
    read: async (path) => ((await request({ path })) as { bytes: ArrayBuffer }).bytes,
    write: async (bytes) => ((await request({ bytes })) as { path: string }).path,
    receive(answer) {
      waiting.get(answer.request)?.(answer)
      waiting.delete(answer.request)
    },
  }
}
