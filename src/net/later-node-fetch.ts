import { lazily } from '../lazily.ts'
import type { Fetch } from '../sources/network.ts'

const client = lazily(async () => (await import('./node-fetch.ts')).nodeFetch())

/** What Node downloads with unless told otherwise, loaded for the first download. */
export const laterNodeFetch: Fetch = async (url, init) => (await client())(url, init)
