// Rewrites a file again and again, in every way in which a file changes under its reader, until it is killed.
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

const [, , file, one, other] = process.argv
const versions = [readFileSync(one), readFileSync(other)]
process.stdout.write('ready\n')
for (let round = 0; ; round++) {
  const bytes = versions[round % 2]
  const descriptor = openSync(file, 'r+')
  // First its head goes and last it comes again: in between, who sees the file at rest sees no image.
  writeSync(descriptor, new Uint8Array(8), 0, 8, 0)
  if (round % 3 === 0) ftruncateSync(descriptor, round % 6 === 0 ? 0 : bytes.length >> 1)
  for (let at = 8; at < bytes.length; at += 100_000) {
    writeSync(descriptor, bytes, at, Math.min(100_000, bytes.length - at), at)
  }
  writeSync(descriptor, bytes, 0, 8, 0)
  closeSync(descriptor)
  // Left alone for a moment, so that some saves find it whole.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, round % 10)
}
