import { shownLoading, shownToast } from '../../state/screen.ts'
import { CheckIcon, CrossIcon, WarningIcon } from '../icons.tsx'

const TOAST_ICONS = { success: CheckIcon, fail: CrossIcon, exception: WarningIcon }

export function Toast() {
  const toast = shownToast.value
  const Icon = toast && toast.type in TOAST_ICONS ? TOAST_ICONS[toast.type as keyof typeof TOAST_ICONS] : undefined
  return (
    <div class="toast-place" role="status">
      {toast && (
        <div class="toast" data-type={toast.type}>
          {toast.type === 'loading' && <span class="spinner" aria-hidden="true" />}
          {Icon && <Icon />}
          <span>{toast.content}</span>
        </div>
      )}
    </div>
  )
}

export function Loading() {
  const loading = shownLoading.value
  return (
    <div class="toast-place" role="status">
      {loading && (
        <div class="toast" data-type="loading">
          <span class="spinner" aria-hidden="true" />
          {loading.content && <span>{loading.content}</span>}
        </div>
      )}
    </div>
  )
}
