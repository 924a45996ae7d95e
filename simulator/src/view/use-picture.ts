import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** The URL of a picture of the app once it is loaded. `load` and `onError` are those of the first render. */
export function usePictureUrl(
  source: string,
  load: (path: string) => Promise<Blob>,
  onError: (error: unknown) => void = () => {},
): string | undefined {
  const url = useSignal<string | undefined>(undefined)
  useEffect(() => {
    let isCurrent = true
    let own: string | undefined
    url.value = undefined
    if (source !== '') {
      load(source).then(
        (blob) => {
          if (!isCurrent) return
          own = URL.createObjectURL(blob)
          url.value = own
        },
        (error: unknown) => {
          if (isCurrent) onError(error)
        },
      )
    }
    return () => {
      isCurrent = false
      if (own) URL.revokeObjectURL(own)
    }
  }, [source, load])
  return url.value
}
