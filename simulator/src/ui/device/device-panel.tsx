import { hasServer } from '#host'
import { realAlbum } from '../../phone/album.ts'
import { PLACES } from '../../phone/places.ts'
import {
  DEFAULT_DEVICE,
  device,
  FONT_SCALES,
  MAX_LATENCY,
  NETWORKS,
  PERMISSIONS,
  PLATFORMS,
  setDevice,
} from '../../state/device.ts'
import { modelOf, modelsOf } from '../../state/models.ts'
import { texts } from '../../texts/index.ts'
import { Segments, Setting, Switch } from './controls.tsx'
import { MotionSetting } from './motion-setting.tsx'
import { StorageSetting } from './storage-setting.tsx'
import { VersionSetting } from './version-setting.tsx'

/** Versions around which behaviour changes: 1.15.0 added the API, 2.7.23 `tempFilePath`, 10.2.70 user files. */
const LIBRARIES = [DEFAULT_DEVICE.SDKVersion, '2.7.23', '2.0.0', '1.15.0', '1.14.0']
const CLIENTS = [DEFAULT_DEVICE.clientVersion, '10.2.70', '10.2.69']

export function DevicePanel() {
  const { platform, SDKVersion, clientVersion, permission, network, latency, city, fontScale, defect, hideToast } =
    device.value
  const { id, width, height, pixelRatio } = modelOf(device.value)
  const text = texts.value.device
  return (
    <section class="panel device-panel" data-panel="device" aria-labelledby="device-title">
      <div class="panel-head">
        <h2 id="device-title">{text.title}</h2>
        <p class="hint">{text.hint}</p>
        <button type="button" class="button quiet" onClick={() => setDevice(DEFAULT_DEVICE)}>
          {text.reset}
        </button>
      </div>
      <div class="settings-grid">
        <Segments
          isWide
          label={text.platform}
          values={PLATFORMS}
          value={platform}
          text={(value) => value}
          onChange={(value) => setDevice({ platform: value })}
        />
        <Setting id="device-model" label={text.model} hint={`${width} × ${height} · @${pixelRatio}x`}>
          <select
            id="device-model"
            class="field"
            value={id}
            onChange={(event) => setDevice({ model: event.currentTarget.value })}
          >
            {modelsOf(platform).map((model) => (
              <option key={model.id} value={model.id}>
                {model.name}
              </option>
            ))}
          </select>
        </Setting>
        <Setting id="device-font" label={text.fontScale}>
          <select
            id="device-font"
            class="field"
            value={String(fontScale)}
            onChange={(event) => setDevice({ fontScale: Number(event.currentTarget.value) })}
          >
            {FONT_SCALES.map((scale) => (
              <option key={scale} value={String(scale)}>
                {`${scale * 100} %`}
              </option>
            ))}
          </select>
        </Setting>
        <Segments
          isWide
          label={text.permission}
          values={PERMISSIONS}
          value={permission}
          text={(value) => text.permissions[value]}
          onChange={(value) => setDevice({ permission: value })}
        />
        <VersionSetting
          label={text.SDKVersion}
          hint={text.sinceSave}
          value={SDKVersion}
          known={LIBRARIES}
          onChange={(value) => setDevice({ SDKVersion: value })}
        />
        <VersionSetting
          label={text.clientVersion}
          hint={text.sinceUserFile}
          value={clientVersion}
          known={CLIENTS}
          onChange={(value) => setDevice({ clientVersion: value })}
        />
        <Segments
          isWide
          label={text.network}
          values={NETWORKS}
          value={network}
          text={(value) => text.networks[value]}
          onChange={(value) => setDevice({ network: value })}
        />
        {!hasServer && <p class="hint wide">{texts.value.open.network}</p>}
        <Setting id="device-latency" label={text.latency}>
          <input
            id="device-latency"
            class="field"
            type="number"
            min={0}
            max={MAX_LATENCY}
            step={100}
            value={latency}
            onInput={(event) =>
              setDevice({
                latency: Math.min(MAX_LATENCY, Math.max(0, Math.round(event.currentTarget.valueAsNumber || 0))),
              })
            }
          />
        </Setting>
        <Setting id="device-city" label={text.location}>
          <select
            id="device-city"
            class="field"
            value={city}
            onChange={(event) => setDevice({ city: event.currentTarget.value })}
          >
            {PLACES.map((place) => (
              <option key={place.name} value={place.city}>
                {place.city} · {place.name}
              </option>
            ))}
          </select>
        </Setting>
        <MotionSetting />
        <StorageSetting />
        <Switch
          label={text.defect}
          hint={text.defectHint}
          checked={defect}
          onChange={(value) => setDevice({ defect: value })}
        />
        <Switch
          label={text.hideToast}
          hint={text.hideToastHint}
          checked={hideToast}
          onChange={(value) => setDevice({ hideToast: value })}
        />
        <Switch
          label={text.realAlbum}
          hint={hasServer ? text.realAlbumHint : text.realAlbumUnavailable}
          checked={realAlbum.value}
          disabled={!hasServer}
          onChange={(value) => {
            realAlbum.value = value
          }}
        />
      </div>
    </section>
  )
}
