import { fileURLToPath } from 'node:url'

/** The published simulator, which the setup of the tests has built. */
export const site = fileURLToPath(new URL('../../dist/simulator/', import.meta.url))
