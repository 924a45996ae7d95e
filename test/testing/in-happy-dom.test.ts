// @vitest-environment happy-dom
import { testEverywhere } from './environments.ts'

testEverywhere('under happy-dom')
