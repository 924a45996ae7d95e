import { sample } from '../setup/counts.ts'
import { ENGINE_NAMES } from './launch.ts'
import { describeEngine } from './suite.ts'

for (const name of sample(
  1,
  ENGINE_NAMES.filter((name) => name.startsWith('Chromium')),
))
  describeEngine(name)
