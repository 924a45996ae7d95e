import { useEffect, useRef } from 'preact/hooks'

/** This close to the end counts as the end, in px. */
const NEAR = 40

const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
  scrollHeight - scrollTop - clientHeight < NEAR

/**
 * Keeps a list scrolled to its newest row, unless the user scrolled up or opened a row. `shown` is the visible panel,
 * since a hidden list cannot be scrolled and has to catch up when it is shown.
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
    // A new row also moves the end away, so only scrolling up counts as the user's.
    state.isFollowing = isNearEnd(current) || (state.isFollowing && !isUp)
  }
  return { list, onScroll }
}
