/**
 * For a page without a build: one `<script type="module">` from a CDN gives it `my`. If the page already has a `my`, from
 * its container or the app itself, that one stays.
 */
import { createMy } from './web/page-my.ts'

const page = globalThis as { my?: unknown }
page.my ??= createMy()
