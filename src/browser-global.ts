/**
 * For a page without a build: one `<script type="module">` from a CDN gives it `my`. A container that has a `my` of its
 * own keeps it, and an app its own, too.
 */
import { createMy } from './web/page-my.ts'

const page = globalThis as { my?: unknown }
page.my ??= createMy()
