import { useEffect, useRef } from 'preact/hooks'
import { canvases } from '../../state/running-app.ts'
import { texts } from '../../texts/index.ts'

/** The canvases that the app has drawn on and that are not on its page. */
export function CanvasPictures() {
  return (
    <>
      {[...canvases.value].map(([id, picture]) => (
        <CanvasPicture key={id} id={id} picture={picture} />
      ))}
    </>
  )
}

function CanvasPicture({ id, picture }: { id: string; picture: ImageBitmap }) {
  const elementRef = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = elementRef.current?.getContext('2d')
    context?.clearRect(0, 0, picture.width, picture.height)
    context?.drawImage(picture, 0, 0)
  }, [picture])
  return (
    <figure class="canvas-figure">
      <canvas
        ref={elementRef}
        width={picture.width}
        height={picture.height}
        role="img"
        aria-label={`${texts.value.phone.canvas} ${id}`}
      />
      <figcaption>
        {id} · {picture.width} × {picture.height}
      </figcaption>
    </figure>
  )
}
