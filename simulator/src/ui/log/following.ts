import { useEffect, useRef } from 'preact/hooks'

/** The distance from the end that still counts as the end, in px. */
const NEAR = 40

const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
  scrollHeight - scrollTop - clientHeight < NEAR

/**
 * Keeps a list scrolled to its newest row, unless the user has scrolled up or opened a row. `shown` is the visible panel: a
 * hidden list cannot be scrolled, and must catch up when it is shown.
 */
export function useFollowing(count: number, shown: string) {
  const list = useRef<HTMLOListElement>(null)
  const state = useRef({ isFollowing: true, top: 0 }).current
  const isEmpty = count === 0
  useEffect(() => {
    state.isFollowing = true
    const { current } = list
    const opened = () => {
      if (current) state.isFollowing = isNearEnd(current)
    }
    // `toggle` does not bubble.
    current?.addEventListener('toggle', opened, { capture: true })
    return () => current?.removeEventListener('toggle', opened, { capture: true })
  }, [isEmpty])
  useEffect(() => {
    if (list.current && state.isFollowing) list.current.scrollTop = list.current.scrollHeight
  }, [count, shown])
  const onScroll = () => {
    const { current } = list
    if (!current || current.clientHeight === 0) return
    const isUp = current.scrollTop < state.top
    state.top = current.scrollTop
    // A new row also moves the end away, so only scrolling up counts as an action of the user.
    state.isFollowing = isNearEnd(current) || (state.isFollowing && !isUp)
  }
  return { list, onScroll }
}
