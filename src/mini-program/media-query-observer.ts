type Descriptor = { readonly [feature: string]: unknown }

/** The size of a page, in px. */
export interface PageSize {
  readonly width: number
  readonly height: number
}

/**
 * `createMediaQueryObserver`: the size of a page never changes, so a listener is called once, with whether the page matches.
 */
export function createMediaQueryObserver(size: () => PageSize) {
  let isOver = false
  return {
    observe(descriptor: unknown, listener: unknown): void {
      void Promise.resolve().then(() => {
        const matches = isMatch((descriptor ?? {}) as Descriptor, size())
        if (!isOver && typeof listener === 'function') listener({ matches })
      })
    },
    disconnect(): void {
      isOver = true
    },
  }
}

/** The documented features. Unknown ones are ignored. */
function isMatch(descriptor: Descriptor, { width, height }: PageSize): boolean {
  const features: { readonly [feature: string]: (limit: unknown) => boolean } = {
    minWidth: (limit) => width >= Number(limit),
    maxWidth: (limit) => width <= Number(limit),
    width: (limit) => width === Number(limit),
    minHeight: (limit) => height >= Number(limit),
    maxHeight: (limit) => height <= Number(limit),
    height: (limit) => height === Number(limit),
    orientation: (wanted) => wanted === (width > height ? 'landscape' : 'portrait'),
  }
  return Object.entries(descriptor).every(([feature, limit]) => features[feature]?.(limit) ?? true)
}
