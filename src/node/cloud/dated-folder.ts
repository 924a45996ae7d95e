/** How the photos of an album on a server are sorted into folders by the day on which they are saved. */
export const LAYOUTS = ['none', 'year', 'month', 'day'] as const

export type Layout = (typeof LAYOUTS)[number]

/** `2026/11/` for the layout `month`, by the local clock. */
export function datedFolder(layout: Layout, now: Date): string {
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
  return parts
    .slice(0, LAYOUTS.indexOf(layout))
    .map((part) => `${String(part).padStart(2, '0')}/`)
    .join('')
}
