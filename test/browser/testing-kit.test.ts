import { testEverywhere } from '../testing/environments.ts'

testEverywhere('in a browser')
