import type { PictureAnswer, PictureRequest } from '../app/protocol.ts'

/**
 * Loads pictures from the network and the package for the canvas. The version settings do not apply to them, and they are not
 * logged as calls of the app.
 */
export interface PhonePictures {
  read(path: string): Promise<ArrayBuffer>
  receive(answer: PictureAnswer): void
}

export function createPhonePictures(send: (request: PictureRequest) => void): PhonePictures {
  const waiting = new Map<number, (answer: PictureAnswer) => void>()
  let last = 0
  return {
    async read(path) {
      const request = ++last
      const answered = new Promise<PictureAnswer>((resolve) => waiting.set(request, resolve))
      send({ type: 'picture', request, path })
      const answer = await answered
      if ('problem' in answer) throw new Error(answer.problem)
      return answer.bytes
    },
    receive(answer) {
      waiting.get(answer.request)?.(answer)
      waiting.delete(answer.request)
    },
  }
}
