import { ENGINE_NAMES } from './launch.ts'
import { describeEngine } from './suite.ts'

for (const name of ENGINE_NAMES) if (name.startsWith('Chromium')) describeEngine(name)
