/** `import 'photosalbum/testing/vitest'` adds the matchers to Vitest's `expect`. */
import { expect } from 'vitest'
import { matchers, type PhotoMatchers } from './matchers.ts'

expect.extend(matchers)

declare module 'vitest' {
  interface Matchers<T> extends PhotoMatchers<T> {}
}
