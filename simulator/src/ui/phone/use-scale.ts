import { useLayoutEffect, useRef } from 'preact/hooks'

/** Scales the phone, the only child of its parent, to the available space, up to its natural size. */
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
