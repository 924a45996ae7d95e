import { type Signal, signal } from '@preact/signals'
import type { RefObject } from 'preact'
import type { Json } from '../../../../src/mini-program/types.ts'
import { eased, glide } from '../glide.ts'
import { SwiperTrack, type TrackShape } from './swiper-track.ts'

/**
 * The cause of a move, as in `source` of `animationEnd`: empty for a new value of `current`. A change of the layout emits no
 * event.
 */
type Source = 'autoplay' | 'touch' | '' | 'layout'

export interface SwiperOptions extends TrackShape {
  /** The duration of an animated move, in milliseconds. */
  readonly duration: number
  /** How to move to a new value of `current`. */
  readonly behavior: 'smooth' | 'instant'
  /** Whether a swipe may pass several items. */
  readonly isAccelerated: boolean
  itemId(index: number): string
  emit(event: string, detail: Json): void
}

/** The time without scrolling after which it has ended, in milliseconds. */
const STILL = 100
const HAS_SCROLL_END = 'onscrollend' in window

/** Moves a swiper between its items, and emits its events. A finger scrolls the area natively. */
export class SwiperMotion {
  /** The current options, set by each rendering. */
  options: SwiperOptions
  readonly current: Signal<number>
  /**
   * With acceleration, the item that a swipe has reached. Whether it is the last one is only known when the next one is
   * reached.
   */
  readonly passed = signal<number | undefined>(undefined)
  readonly #place: RefObject<HTMLElement | null>
  /** Set while the swiper moves to the current item. Items in between do not become current. */
  #source: Source | undefined
  #isStill = true
  #isHeld = false
  /** An animated move. */
  #gliding: { readonly to: number; stop(): void } | undefined
  /** The items of the `change` events since the swiper last stopped. */
  #reported: number[] = []
  /** A value of `current` to move to when the swiper stops. */
  #postponed: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(place: RefObject<HTMLElement | null>, first: number, options: SwiperOptions) {
    this.#place = place
    this.current = signal(first)
    this.options = options
  }

  get track(): SwiperTrack {
    return new SwiperTrack(this.#place.current!, this.options)
  }

  /** Moves to a new value of the attribute `current`. */
  follow(wanted: number): void {
    this.#postponed = undefined
    if (wanted === this.current.peek()) return
    // An app that writes back the item of `change` may be late. Following it immediately could cause an endless loop.
    if (this.#reported.includes(wanted)) this.#postponed = wanted
    else this.goTo(wanted, '', this.options.behavior)
  }

  /** Stays at the current item when the number of items changes. */
  adjust(): void {
    if (this.#source === undefined) this.goTo(this.current.peek(), 'layout', 'instant')
  }

  goTo(index: number, source: Source, behavior: 'smooth' | 'instant'): void {
    // An accelerated swipe reaches the items in between one by one.
    if (!this.options.isAccelerated || source !== 'touch') {
      this.#tellPassed(true)
      this.#select(index)
    }
    const { track } = this
    if (this.#isStill && track.isAt(index)) return
    this.#isStill = false
    this.#source = source
    this.#stopGliding()
    const from = track.offset
    const to = track.offsetOf(index)
    if (behavior === 'instant') {
      this.#arrive(to)
      return
    }
    this.#snap(false)
    const move = (share: number) => track.scrollTo(from + (to - from) * eased(share))
    const stop = glide(this.options.duration, move, () => {
      this.#gliding = undefined
      this.#arrive(to)
    })
    this.#gliding = { to, stop }
  }

  /** A finger stops the current move. */
  touch(): void {
    const to = this.#gliding?.to
    this.#stopGliding()
    if (to !== undefined) this.#arrive(to)
  }

  /** A drag with a mouse begins. */
  hold(): void {
    this.#isHeld = true
    this.#source = 'touch'
    this.#stopGliding()
    this.#snap(false)
  }

  /** A drag with a mouse ends, and the swiper moves to an item. */
  letGo(index: number): void {
    this.#isHeld = false
    this.goTo(index, 'touch', 'smooth')
  }

  /** The area was scrolled, for any reason. */
  scrolled(): void {
    // Scrolling may continue after its page was closed.
    if (!this.#place.current) return
    const { isVertical, isAccelerated, emit } = this.options
    const { offset, itemLength } = this.track
    if (itemLength === 0) return
    this.#isStill = false
    if (HAS_SCROLL_END) clearTimeout(this.#timer)
    else this.#awaitEnd()
    if (this.#source === 'layout') return
    emit('transition', isVertical ? { dx: 0, dy: offset } : { dx: offset, dy: 0 })
    const index = this.track.itemAt(offset)
    if (isAccelerated && (this.#source ?? 'touch') === 'touch') this.#pass(index)
    else if (this.#source === undefined) this.#select(index)
  }

  /** Scrolling has ended. */
  ended(): void {
    if (!this.#place.current) return
    const { isAccelerated, behavior, emit } = this.options
    const { track } = this
    const index = track.itemAt(track.offset)
    // Each step of an animation and each move of a mouse is also reported as the end of a scroll.
    if (this.#isStill || this.#gliding || this.#isHeld || !track.isAt(index)) return
    const source = this.#source ?? 'touch'
    // The user may have stopped it between two items.
    if (track.itemLength > 0) {
      if (isAccelerated && source === 'touch') this.#pass(index)
      else this.#select(index)
    }
    // The app has not responded to the last of the reached items yet.
    if (this.passed.peek() !== undefined) this.#postponed = undefined
    this.#tellPassed(false)
    this.#isStill = true
    this.#source = undefined
    this.#reported = []
    this.#snap(true)
    if (source !== 'layout') emit('animationEnd', { current: this.current.peek(), source })
    const postponed = this.#postponed
    this.#postponed = undefined
    if (postponed !== undefined) this.goTo(postponed, '', behavior)
  }

  /** Called when the swiper is removed. */
  stop(): void {
    this.#stopGliding()
    clearTimeout(this.#timer)
  }

  #select(index: number): void {
    if (index === this.current.peek()) return
    this.current.value = index
    this.#report(index, this.options.isAccelerated ? { isChanging: false } : {})
  }

  #pass(index: number): void {
    if (index === this.current.peek()) return
    this.#tellPassed(true)
    this.current.value = index
    this.passed.value = index
  }

  #tellPassed(isChanging: boolean): void {
    const passed = this.passed.peek()
    if (passed !== undefined) this.#report(passed, { isChanging })
    this.passed.value = undefined
  }

  #report(index: number, more: { isChanging?: boolean }): void {
    this.#reported.push(index)
    this.options.emit('change', { current: index, currentItemId: this.options.itemId(index), ...more })
  }

  #arrive(offset: number): void {
    this.track.scrollTo(offset)
    this.#awaitEnd()
  }

  /** For browsers without `scrollend`, and for moves without scrolling. */
  #awaitEnd(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (!HAS_SCROLL_END || this.track.isAt(this.current.peek())) this.ended()
    }, STILL)
  }

  #stopGliding(): void {
    this.#gliding?.stop()
    this.#gliding = undefined
  }

  /** Otherwise the browser would snap to an item at each step of an animation. */
  #snap(isOn: boolean): void {
    this.#place.current!.style.scrollSnapType = isOn ? '' : 'none'
  }
}
