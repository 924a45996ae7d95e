export { ensureTools as default } from './set-up.ts'
