import { callApp } from '../my/call.ts'

/**
 * The documented APIs that are not simulated. A page that uses one next to its save button still runs: the call fails as on a
 * phone that does not support it, and is reported by name.
 */

/** They take `success`, `fail` and `complete`, and return a promise. */
const CALLS = words(`
  addCardAuth addPhoneContact calculateRoute cancelBluetoothPair checkBeforeAddOrder checkIsIfaaEnrolledInDevice
  checkIsSupportIfaaAuthentication chooseAlipayContact chooseContact chooseDistrict chooseFileFromDisk chooseVideo
  closeBluetoothAdapter connectBLEDevice connectWifi detectFileType disconnectBLEDevice getAvailableAudioSources
  getBLEDeviceCharacteristics getBLEDeviceRSSI getBLEDeviceServices getBLEDeviceStatus getBLEMTU
  getBackgroundFetchData getBeacons getBluetoothAdapterState getBluetoothDevices getBluetoothPairs
  getConnectedBluetoothDevices getConnectedWifi getLocalIPAddress getMapInfo getRunData getVideoInfo getWifiList
  hideAllFavoriteMenu hideFavoriteMenu isCollected isFavorite isScreenReaderEnabled loadPlugin makeBluetoothPair
  navigateToCouponDetail navigateToMiniService notifyBLECharacteristicValueChange ocr openBluetoothAdapter
  openDocument openOtherApp paySignCenter readBLECharacteristicValue regionPicker registerSSID rsa saveFileToDisk
  saveVideoToPhotosAlbum seNFCServiceIsv setBLEMTU setLocatedCity setVisualEffectOnCapture setWifiList
  showBLEPermissionGuide startAPVerify startBeaconDiscovery startBluetoothDevicesDiscovery startIfaaAuthentication
  startWifi startZMCreditRent startZMVerify stopBeaconDiscovery stopBluetoothDevicesDiscovery stopWifi
  textRiskIdentification unregisterSSID unsubscribeMessage writeBLECharacteristicValue zmCreditBorrow
  zmRentTransition`)

/** Members of `my.ap` do the same. */
const CALLS_OF_AP = words(`
  faceVerify getMainSelectedCity imgRisk imgRiskCallback navigateToFinance nsf prepareUseCertificate preventCheat`)

/** Events that never occur: `my.onX` accepts a listener, and `my.offX` removes it. */
const EVENTS = words(`
  AudioInterruptionBegin AudioInterruptionEnd BLECharacteristicValueChange BLEConnectionStateChanged
  BeaconServiceChange BeaconUpdate BluetoothAdapterStateChange BluetoothDeviceFound GetWifiList LazyLoadError
  LocatedComplete MemoryWarning UserCaptureScreen WifiConnected`)

/** Functions that return an object to control a component, a device or a service. */
const CONTEXTS = words(`
  createAICameraContext createCameraContext createInnerAudioContext createLivePlayerContext createLivePusherContext
  createLottieContext createMapContext createRewardedAd createVideoContext createWebViewContext createWorker
  getAccessibilityManager getBackgroundAudioManager getGeocoder getRecorderManager`)

/** The error code of unsupported calls. */
const NOT_SUPPORTED = 4

type Callbacks = { fail?(failure: object): void; complete?(failure: object): void } | null | undefined

/**
 * `report` receives each name once, such as `startBeaconDiscovery` or `MapContext.moveToLocation`. `ap` are the
 * members of `my.ap` that are simulated.
 */
export function createUnsimulatedApis(
  report: (name: string) => void,
  ap: object = {},
): Readonly<Record<string, unknown>> {
  const reported = new Set<string>()
  const missing = (name: string) => {
    if (!reported.has(name)) report(name)
    reported.add(name)
  }
  const call = (name: string) => failing(name, missing)
  const all = (names: readonly string[], make: (name: string) => unknown) =>
    Object.fromEntries(names.map((name) => [name, make(name)]))
  return {
    ...all(CALLS, call),
    ap: { ...all(CALLS_OF_AP, (name) => call(`ap.${name}`)), ...ap },
    /** Calls any API by name. The callback is optional. */
    call: (name: unknown, ...values: unknown[]) => {
      const callback = values.find((value) => typeof value === 'function') as ((failure: object) => void) | undefined
      return call(`call("${String(name)}")`)({ complete: callback })
    },
    ...all(
      EVENTS.map((event) => `on${event}`),
      (name) => () => missing(name),
    ),
    ...all(
      EVENTS.map((event) => `off${event}`),
      () => () => {},
    ),
    /** Listens to an event by name, such as `titleClick`. */
    on: (event: unknown) => {
      missing(`on("${String(event)}")`)
      return { remove() {} }
    },
    off: () => {},
    ...all(CONTEXTS, (name) => () => contextOf(name.replace(/^(create|get)/, ''), missing)),
    // Only devices with an Alipay screen of their own have these.
    ix: contextOf('ix', missing),
    cloud: {
      // Creating it needs no server; only calls of cloud functions do, and fail.
      createCloudContext: () => contextOf('CloudContext', missing, { init: async () => ({}) }),
    },
  }
}

/** A function that fails. Its rejection counts as handled, because the failure is already reported and passed to `fail`. */
function failing(name: string, missing: (name: string) => void) {
  return (options?: Callbacks): Promise<never> => {
    missing(name)
    const failure = { error: NOT_SUPPORTED, errorMessage: `${name} is not simulated.` }
    const failed = Promise.resolve().then(() => {
      for (const callback of [options?.fail, options?.complete])
        if (typeof callback === 'function') callApp(callback, { ...failure })
      return Promise.reject(failure)
    })
    failed.catch(() => {})
    return failed
  }
}

/** An object whose methods all fail. Properties can be set, such as the `src` of a sound. */
function contextOf(context: string, missing: (name: string) => void, methods: object = {}): object {
  const own: { [name: PropertyKey]: unknown } = { ...methods }
  return new Proxy(own, {
    get(_, name) {
      // It must not have `then`, or it would be treated as a promise.
      if (typeof name !== 'symbol' && name !== 'then' && !Object.hasOwn(own, name))
        // Adding a listener for an event that never occurs is not a failure.
        own[name] = /^o(n|ff)[A-Z]/.test(name) ? () => {} : failing(`${context}.${name}`, missing)
      return own[name]
    },
  })
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
