import { useSignal } from '@preact/signals'
import { useCallback, useRef } from 'preact/hooks'
import { device, PERMISSIONS, setDevice } from '../../state/device.ts'
import { appName } from '../../state/running-app.ts'
import { type Cover, openApp } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { BackButton } from './back-button.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The settings app of the phone, with the same permission setting as the device panel. */
export function Settings() {
  const { permission, phone } = texts.value
  const names = { granted: permission.granted, prompt: permission.ask, denied: permission.denied }
  return (
    <div class="settings">
      <div class="settings-head">
        <BackButton
          onClick={() => {
            openApp.value = 'home'
          }}
        />
        <h2>{phone.settings}</h2>
      </div>
      <fieldset class="settings-list">
        <legend>
          {appName.value || phone.miniProgram} · {permission.guide}
        </legend>
        {[...PERMISSIONS].reverse().map((value) => (
          <label key={value}>
            <span>{names[value]}</span>
            <input
              type="radio"
              name="phone-permission"
              checked={device.value.permission === value}
              onChange={() => setDevice({ permission: value })}
            />
          </label>
        ))}
      </fieldset>
      <p class="settings-hint">{permission.settingHint}</p>
    </div>
  )
}

/** The page of `my.openSetting` and `my.showAuthGuide`. The app waits until the user leaves it. */
export function AppSettings({ current, leave }: Cover & { kind: 'settings' }) {
  const { permission, phone } = texts.value
  /** `undefined` until the user changes the switch, so that leaving without a change keeps the permission as it was. */
  const chosen = useSignal<boolean | undefined>(undefined)
  const isAllowed = chosen.value ?? current.writePhotosAlbum ?? false
  const goBack = useCallback(
    () => leave(chosen.value === undefined ? {} : { writePhotosAlbum: chosen.value, album: chosen.value }),
    [leave, chosen],
  )
  useEscape(goBack)
  const elementRef = useRef<HTMLDivElement>(null)
  useFocusOnOpen(elementRef, 'button')
  return (
    <div class="settings over" role="dialog" aria-label={phone.settings} ref={elementRef}>
      <div class="settings-head">
        <BackButton onClick={goBack} />
        <h2>{phone.settings}</h2>
      </div>
      <div class="settings-list">
        <label>
          <span>{permission.settingTitle}</span>
          <input
            type="checkbox"
            role="switch"
            aria-checked={isAllowed}
            class="switch"
            checked={isAllowed}
            onChange={(event) => {
              chosen.value = event.currentTarget.checked
            }}
          />
        </label>
      </div>
      <p class="settings-hint">{permission.settingHint}</p>
    </div>
  )
}
