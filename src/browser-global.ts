/**
 * For a page without a build: one `<script type="module">` from a CDN gives it `my`. If the page already has a `my`, from
 * its container or the app itself, that one stays.
 */
import { createMy } from './web/page-my.ts'
import { place } from './web/platform.ts'

const page = globalThis as { my?: unknown }
// A server that renders the page shares its globals with all requests.
if (place() !== 'server') page.my ??= createMy()
