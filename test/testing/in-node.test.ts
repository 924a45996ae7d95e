import { testEverywhere } from './environments.ts'

testEverywhere('in Node')
