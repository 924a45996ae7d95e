import { chromium as engine } from '/work/wt/house/node_modules/playwright/index.mjs'
import { chromium } from '/work/wt/house/test/setup/chromium.ts'
import { startSimulator } from '/work/wt/house/src/dev-server/server.ts'
import { readFileSync, readdirSync } from 'node:fs'
const extra = process.argv.slice(2)
const o = chromium()
const b = await engine.launch({ ...o, args: [...o.args!, ...extra] })
const s = await startSimulator({ port: 0, site: '/work/wt/house/dist/simulator/', session: 'x' })
const procs = () => { const m = new Map<string, [string, number]>(); const kids = new Map<number, number[]>(); const st = new Map<number, string[]>()
  for (const p of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) { try { const f = readFileSync(`/proc/${p}/stat`, 'utf8').replace(/^.*\) /, '').split(' '); st.set(+p, f); const pp = +f[1]!; kids.set(pp, [...(kids.get(pp) ?? []), +p]) } catch {} }
  const walk = (p: number) => { let n = 'node'; try { n = /--(type=[a-z-]+)/.exec(readFileSync(`/proc/${p}/cmdline`, 'latin1'))?.[1] ?? (p === process.pid ? 'node' : 'browser'); n += /utility-sub-type=([a-z]+)/.exec(readFileSync(`/proc/${p}/cmdline`, 'latin1'))?.[1] ?? '' } catch {}; const f = st.get(p)!; if (f) m.set(String(p), [n, (+f[11]! + +f[12]!) * 10]); for (const k of kids.get(p) ?? []) walk(k) }
  walk(process.pid); return m }
const one = async () => {
  const c = await b.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await c.newPage()
  await page.goto(s.url)
  await page.getByRole('button', { name: 'Save the poster 保存海报' }).waitFor()
  return c
}
await (await one()).close()
const before = procs(); const sum: Record<string, number> = {}
const N = 12
for (let i = 0; i < N; i++) { const a = procs(); const c = await one(); await new Promise((r) => setTimeout(r, 200)); const z = procs(); for (const [p, [n, t]] of z) sum[n] = (sum[n] ?? 0) + t - (a.get(p)?.[1] ?? 0); await c.close() }
let tot = 0; for (const [k, v] of Object.entries(sum)) { if (v) console.log(k, (v / N).toFixed(0), 'ms'); tot += v / N } console.log('total', tot.toFixed(0), extra.join(' '))
await b.close(); await s.close()
