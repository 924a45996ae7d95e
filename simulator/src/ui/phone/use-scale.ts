import { useLayoutEffect, useRef } from 'preact/hooks'

/** Keeps the phone, which is the only child of this place, as large as there is room, and no larger than it is. */
export function useScale() {
  const place = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const around = place.current!
    const phone = around.firstElementChild as HTMLElement
    const resize = () => {
      const scale = Math.min(1, around.clientWidth / phone.offsetWidth, around.clientHeight / phone.offsetHeight)
      around.style.setProperty('--phone-scale', String(scale))
    }
    resize()
    const observer = new ResizeObserver(resize)
    observer.observe(around)
    observer.observe(phone)
    return () => observer.disconnect()
  }, [])
  return place
}
