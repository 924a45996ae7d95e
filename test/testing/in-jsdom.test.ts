// @vitest-environment jsdom
import { testEverywhere } from './environments.ts'

testEverywhere('under jsdom')
