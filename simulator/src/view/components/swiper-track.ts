import { scaleOf } from '../host.ts'

export interface TrackShape {
  readonly isVertical: boolean
  /** The number of items. */
  readonly count: number
  readonly shownAtOnce: number
  /** Whether the first item has no margin before it, and the last one none after it. */
  readonly snapsToEdge: boolean
}

/** The scroll offset of a swiper and the positions of its items, in px along its direction. */
export class SwiperTrack {
  readonly #area: HTMLElement
  readonly #shape: TrackShape

  constructor(area: HTMLElement, shape: TrackShape) {
    this.#area = area
    this.#shape = shape
  }

  get offset(): number {
    return this.#shape.isVertical ? this.#area.scrollTop : this.#area.scrollLeft
  }

  get itemLength(): number {
    const slot = this.#area.firstElementChild?.getBoundingClientRect()
    if (!slot) return 0
    return (this.#shape.isVertical ? slot.height : slot.width) / scaleOf(this.#area)
  }

  scrollTo(offset: number): void {
    this.#area.scrollTo({ [this.#shape.isVertical ? 'top' : 'left']: offset, behavior: 'instant' })
  }

  /** The scroll offset at which an item is shown. */
  offsetOf(index: number): number {
    const { isVertical, snapsToEdge } = this.#shape
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = this.#area
    const offset = index * this.itemLength
    if (!snapsToEdge) return offset
    const { scrollPaddingLeft, scrollPaddingTop } = getComputedStyle(this.#area)
    const margin = Number.parseFloat(isVertical ? scrollPaddingTop : scrollPaddingLeft) || 0
    const max = isVertical ? scrollHeight - clientHeight : scrollWidth - clientWidth
    return Math.max(0, Math.min(max, offset - margin))
  }

  /** The item that is nearest to an offset. */
  itemAt(offset: number): number {
    const { snapsToEdge, count } = this.#shape
    if (!snapsToEdge) return clampIndex(Math.round(offset / this.itemLength), this.#shape)
    const last = clampIndex(count, this.#shape)
    const distances = Array.from({ length: last + 1 }, (_, index) => Math.abs(this.offsetOf(index) - offset))
    return distances.indexOf(Math.min(...distances))
  }

  /** Whether only this item is shown. The browser rounds lengths. */
  isAt(index: number): boolean {
    const { itemLength } = this
    return itemLength === 0 || Math.abs(this.offset - this.offsetOf(index)) / itemLength < 0.05
  }
}

/** The nearest valid index. */
export const clampIndex = (index: number, { count, shownAtOnce }: TrackShape): number =>
  count === 0 ? index : Math.max(0, Math.min(count - shownAtOnce, index))
