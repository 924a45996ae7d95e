import type { ComponentChildren } from 'preact'
import { useCallback, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { device } from '../../state/device.ts'
import { appName } from '../../state/running-app.ts'
import { type Dialog, dialogs } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The first dialog of the queue. */
export function Dialogs() {
  const [dialog] = dialogs.value
  return dialog ? <OneDialog key={dialog} dialog={dialog} /> : null
}

function OneDialog({ dialog }: { dialog: Dialog }) {
  const { permission, phone } = texts.value
  useEscape(useCallback(() => leave(dialog), [dialog]))
  switch (dialog.kind) {
    case 'permission': {
      const app = appName.value || phone.miniProgram
      const title = device.value.platform === 'iOS' ? permission.titleIOS(app) : permission.titleAndroid(app)
      return (
        <Box title={title} content={dialog.reason ?? permission.noReason}>
          <button type="button" onClick={() => dialog.answer(false)}>
            {permission.deny}
          </button>
          <button type="button" class="preferred" onClick={() => dialog.answer(true)}>
            {permission.allow}
          </button>
        </Box>
      )
    }
    case 'alert': {
      const { title, content, buttonText } = dialog.options
      return (
        <Box title={title} content={content}>
          <button type="button" class="preferred" onClick={() => dialog.close()}>
            {buttonText || phone.ok}
          </button>
        </Box>
      )
    }
    case 'confirm': {
      const { title, content, confirmButtonText, cancelButtonText } = dialog.options
      return (
        <Box title={title} content={content}>
          <button type="button" onClick={() => dialog.answer(false)}>
            {cancelButtonText || phone.cancel}
          </button>
          <button type="button" class="preferred" onClick={() => dialog.answer(true)}>
            {confirmButtonText || phone.ok}
          </button>
        </Box>
      )
    }
  }
}

/** Closes a dialog without an answer. The permission dialog of the system cannot be closed this way, as on a phone. */
function leave(dialog: Dialog): void {
  if (dialog.kind === 'alert') dialog.close()
  else if (dialog.kind === 'confirm') dialog.answer(false)
}

/** A dialog that is modal on the phone only. */
export function Box({
  title,
  content,
  align,
  extra,
  focus = '.preferred',
  children,
}: {
  title: string
  content: string
  align?: 'left' | 'center' | 'right'
  /** Content below the text, such as a field. */
  extra?: ComponentChildren
  /** The selector of the element that gets the focus. */
  focus?: string
  children: ComponentChildren
}) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  useFocusOnOpen(box, focus)
  const text = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    // Only a scrollable text must be reachable by keyboard.
    if (text.current && text.current.scrollHeight > text.current.clientHeight) text.current.tabIndex = 0
  }, [content])
  return (
    <div class="dialog-shade">
      <div
        class="dialog"
        role="alertdialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-content`}
        ref={box}
      >
        <div class="dialog-text" ref={text}>
          <h2 id={`${id}-title`}>{title}</h2>
          <p id={`${id}-content`} style={align && `text-align:${align}`}>
            {content}
          </p>
        </div>
        {extra}
        <div class="dialog-buttons">{children}</div>
      </div>
    </div>
  )
}
