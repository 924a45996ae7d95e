import { signal } from '@preact/signals'

/** The sizes of the panels that the developer has chosen, in px. */
interface Sizes {
  readonly left?: number
  readonly right?: number
  readonly code?: number
}

const KEY = 'photosalbum:sizes'

function remembered(): Sizes {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Sizes
  } catch {
    return {}
  }
}

export const sizes = signal<Sizes>(remembered())

function resize(name: keyof Sizes, size: number | undefined): void {
  const { [name]: _, ...rest } = sizes.value
  sizes.value = size === undefined ? rest : { ...rest, [name]: Math.round(size) }
  try {
    localStorage.setItem(KEY, JSON.stringify(sizes.value))
  } catch {
    // Without storage, the sizes last until the page is closed.
  }
}

const SMALLEST = 180
/** The distance that an arrow key moves it, in px. */
const STEP = 24

/**
 * A divider between two panels that can be moved by dragging or with the arrow keys. A double click restores the default size.
 */
export function Splitter({
  name,
  label,
  panel,
}: {
  name: keyof Sizes
  label: string
  /** The selector of the panel that it resizes. */
  panel: string
}) {
  const isVertical = name !== 'code'
  const sizeNow = () => {
    const { width = 0, height = 0 } = document.querySelector(panel)?.getBoundingClientRect() ?? {}
    return isVertical ? width : height
  }
  const limited = (size: number) =>
    Math.min(Math.max(size, SMALLEST), (isVertical ? innerWidth : innerHeight) - 2 * SMALLEST)
  const drag = (event: PointerEvent) => {
    const line = event.currentTarget as HTMLElement
    const from = isVertical ? event.clientX : event.clientY
    const size = sizeNow()
    const direction = name === 'right' ? -1 : 1
    line.setPointerCapture(event.pointerId)
    line.onpointermove = (moved) => {
      resize(name, limited(size + direction * ((isVertical ? moved.clientX : moved.clientY) - from)))
    }
    line.onpointerup = () => {
      line.onpointermove = null
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const keys = isVertical ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const at = keys.indexOf(event.key)
    if (at < 0) return
    event.preventDefault()
    const direction = (at === 0 ? -1 : 1) * (name === 'right' ? -1 : 1)
    resize(name, limited(sizeNow() + direction * STEP))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved.
    <div
      class="splitter"
      data-splitter={name}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isVertical ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(sizes.value[name] ?? sizeNow())}
      aria-valuemin={SMALLEST}
      onPointerDown={drag}
      onKeyDown={onKeyDown}
      onDblClick={() => resize(name, undefined)}
    />
  )
}
