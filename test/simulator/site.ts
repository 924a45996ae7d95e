import { fileURLToPath } from 'node:url'

/** The simulator as it is published: the tests' setup has built it. */
export const site = fileURLToPath(new URL('../../dist/simulator/', import.meta.url))
