/** The member that returns what a page, a component or an element shows. A symbol that all copies of this package share. */
export const SNAPSHOT = Symbol.for('photosalbum.testing.axml')

/** Makes snapshots of pages and elements readable AXML, in Vitest and Jest: `expect.addSnapshotSerializer(axmlSnapshots)`. */
export const axmlSnapshots = {
  test: (value: unknown): boolean => typeof value === 'object' && value !== null && SNAPSHOT in value,
  serialize: (value: { [SNAPSHOT](): string }): string => value[SNAPSHOT](),
}
