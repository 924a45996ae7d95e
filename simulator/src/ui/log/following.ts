import { useEffect, useRef } from 'preact/hooks'

/** In px: this close to the end counts as the end. */
const NEAR = 40

const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
  scrollHeight - scrollTop - clientHeight < NEAR

/**
 * For a list that follows its newest row, however tall that is, unless the person scrolled up or opened a row to read.
 * `shown`: what of the page is in front. A list that is hidden cannot be scrolled, and follows when it is shown.
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
    // It does not bubble.
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
    // A row that came meanwhile also puts the end further away: only a way up is the person's.
    state.isFollowing = isNearEnd(current) || (state.isFollowing && !isUp)
  }
  return { list, onScroll }
}
