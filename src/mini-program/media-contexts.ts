/** What controls a component or a device that is not simulated. */
const CONTEXTS = [
  'createCameraContext',
  'createInnerAudioContext',
  'createLivePlayerContext',
  'createLivePusherContext',
  'createLottieContext',
  'createMapContext',
  'createVideoContext',
  'createWebViewContext',
  'getBackgroundAudioManager',
  'getRecorderManager',
] as const

/** What such a method fails with. */
const NOT_SUPPORTED = 4

type Options = { fail?(failure: object): void; complete?(failure: object): void } | undefined

/**
 * `my.createMapContext` and others like it. A page that has a map as well as a save button runs: what it asks of the map
 * fails, and is reported by name.
 */
export function createMediaContexts(missing: (name: string) => void): Readonly<Record<string, () => object>> {
  return Object.fromEntries(CONTEXTS.map((api) => [api, () => contextOf(api.replace(/^(create|get)/, ''), missing)]))
}

function contextOf(context: string, missing: (name: string) => void): object {
  const own: { [name: PropertyKey]: unknown } = {}
  return new Proxy(own, {
    get(_, name) {
      if (typeof name === 'symbol' || name === 'then' || Object.hasOwn(own, name)) return own[name]
      const method = (options: Options) => {
        missing(`${context}.${name}`)
        // Listeners of events that never come are no failure.
        if (typeof options !== 'object' || options === null) return
        const failure = { error: NOT_SUPPORTED, errorMessage: `${context}.${name} is not simulated.` }
        options.fail?.(failure)
        options.complete?.(failure)
      }
      own[name] = method
      return method
    },
  })
}
