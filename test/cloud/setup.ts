export { ensureServers as default } from '../setup/set-up.ts'
