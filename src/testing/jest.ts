/** `import 'photosalbum/testing/jest'` adds the matchers to Jest's `expect`. */
import type {} from 'expect'
import { axmlSnapshots } from './axml-snapshots.ts'
import { matchers, type PhotoMatchers } from './matchers.ts'

declare const expect: {
  extend(added: typeof matchers): void
  addSnapshotSerializer(added: typeof axmlSnapshots): void
}

expect.extend(matchers)
expect.addSnapshotSerializer(axmlSnapshots)

/** For `@types/jest`. */
declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: declarations merge only where their parameters are the same.
    interface Matchers<R, T = {}> extends PhotoMatchers<R> {}
  }
}

/** For `@jest/globals`. */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PhotoMatchers<R> {}
}
