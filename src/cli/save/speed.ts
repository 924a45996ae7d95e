/** How far back it looks, in milliseconds: long enough to be calm, short enough to follow the network. */
const WINDOW = 5000

/** What grows by how much a second, over the last moments. `now` is in milliseconds. */
export function createSpeed(): (value: number, now: number) => number {
  const samples: { value: number; now: number }[] = []
  return (value, now) => {
    samples.push({ value, now })
    while (samples.length > 2 && now - (samples[1]?.now ?? now) >= WINDOW) samples.shift()
    const first = samples[0] ?? { value, now }
    return now > first.now ? ((value - first.value) * 1000) / (now - first.now) : 0
  }
}
