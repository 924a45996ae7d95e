import { afterEach } from 'vitest'
import { opfsStore } from '../../src/files/opfs-store.ts'
import { describeStore } from '../files/store-suite.ts'
import { emptyPrivateFiles } from './private-files.ts'

afterEach(emptyPrivateFiles)
describeStore('OPFS', () => opfsStore('app'))
