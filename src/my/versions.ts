/** Compares versions as numbers, part by part: `1.9.0 < 1.15.0`, `1.15 = 1.15.0` (C11). */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [one.split('.'), other.split('.')]
  for (let part = 0; part < Math.max(ones.length, others.length); part++) {
    const difference = Number(ones[part] ?? 0) - Number(others[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export function isAtLeast(version: string, since: string): boolean {
  return compareVersions(version, since) >= 0
}

export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && /^\d+(\.\d+)*$/.test(text)
}
