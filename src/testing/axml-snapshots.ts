/** The method that returns the AXML of a page, a component or an element. All copies of this package share the symbol. */
export const SNAPSHOT = Symbol.for('photosalbum.testing.axml')

/**
 * A snapshot serializer for Vitest and Jest that prints pages and elements as readable AXML:
 * `expect.addSnapshotSerializer(axmlSnapshots)`.
 */
export const axmlSnapshots = {
  test: (value: unknown): boolean => typeof value === 'object' && value !== null && SNAPSHOT in value,
  serialize: (value: { [SNAPSHOT](): string }): string => value[SNAPSHOT](),
}
