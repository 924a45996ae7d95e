import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** In bytes. */
const BLOCK_LENGTH = 64 * 1024

/**
 * An open file as the body of a request. When a client pipes it into its connection, all blocks use the same memory. The
 * blocks of an ordinary stream wait for the garbage collector, which runs after 32 MB.
 */
export class FileBody extends Readable {
  readonly #file: FileHandle
  readonly #moved: () => void
  #position = 0

  /** `moved` is called with each block. */
  constructor(file: FileHandle, moved: () => void) {
    super({ highWaterMark: BLOCK_LENGTH })
    this.#file = file
    this.#moved = moved
  }

  override pipe<Target extends NodeJS.WritableStream>(target: Target, { end = true } = {}): Target {
    if (end) this.once('end', () => target.end())
    this.#writeTo(target).then(
      () => {
        this.push(null)
        this.resume()
      },
      (error) => this.destroy(error),
    )
    return target
  }

  /** For a client that does not pipe. */
  override _read(): void {
    this.#next(Buffer.allocUnsafeSlow(BLOCK_LENGTH)).then(
      (bytes) => this.push(bytes.length > 0 ? bytes : null),
      (error) => this.destroy(error),
    )
  }

  async #writeTo(target: NodeJS.WritableStream): Promise<void> {
    const block = Buffer.allocUnsafeSlow(BLOCK_LENGTH)
    for (;;) {
      const bytes = await this.#next(block)
      if (bytes.length === 0 || this.destroyed) return
      await new Promise<void>((resolve, reject) => {
        target.write(bytes, (error) => (error ? reject(error) : resolve()))
      })
    }
  }

  async #next(block: Buffer): Promise<Buffer> {
    const { bytesRead } = await this.#file.read(block, 0, block.length, this.#position)
    this.#position += bytesRead
    this.#moved()
    return block.subarray(0, bytesRead)
  }
}
