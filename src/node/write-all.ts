import { write } from './calls.ts'

/** Writes all of it: the system may take less than it is given, on a disk that is nearly full or over 2 GiB. */
export async function writeAll(file: number, chunks: readonly Uint8Array[], from: number): Promise<void> {
  let position = from
  let left = chunks
  while (left.length > 0) {
    let bytesWritten = await write(file, left, position)
    position += bytesWritten
    while (left[0] && bytesWritten >= left[0].byteLength) {
      bytesWritten -= left[0].byteLength
      left = left.slice(1)
    }
    if (left[0] && bytesWritten > 0) left = [left[0].subarray(bytesWritten), ...left.slice(1)]
  }
}
