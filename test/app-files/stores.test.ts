import { diskStore } from '../../src/app-files/stores/disk-store.ts'
import { memoryStore } from '../../src/app-files/stores/memory-store.ts'
import { describeStore } from './store-suite.ts'
import { temporaryFolder } from './temporary-folder.ts'

describeStore('memory', memoryStore)
describeStore('disk', () => diskStore(temporaryFolder(), '2021000000000000'))
