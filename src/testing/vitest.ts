/** `import 'photosalbum/testing/vitest'` adds the matchers to Vitest's `expect`. */
import { expect } from 'vitest'
import { axmlSnapshots } from './axml-snapshots.ts'
import { matchers, type PhotoMatchers } from './matchers.ts'

expect.extend(matchers)
expect.addSnapshotSerializer(axmlSnapshots)

declare module 'vitest' {
  interface Matchers<T> extends PhotoMatchers<T> {}
}
