import { useLayoutEffect, useRef } from 'preact/hooks'

/** Scales the phone, the only child of its parent, to the available space, up to its natural size. */
export function useScale() {
  const elementRef = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const parent = elementRef.current!
    const phone = parent.firstElementChild as HTMLElement
    const resize = () => {
      const scale = Math.min(1, parent.clientWidth / phone.offsetWidth, parent.clientHeight / phone.offsetHeight)
      parent.style.setProperty('--phone-scale', String(scale))
    }
    resize()
    const observer = new ResizeObserver(resize)
    observer.observe(parent)
    observer.observe(phone)
    return () => observer.disconnect()
  }, [])
  return elementRef
}
