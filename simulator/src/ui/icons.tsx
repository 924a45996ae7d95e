import type { ComponentChildren } from 'preact'

/** Icons on a 24 × 24 grid, in the colour of the text. They are decorative, so the control around them needs a name. */
const icon = (children: ComponentChildren) => () => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
)

export const FolderIcon = icon(
  <path d="M3.5 7a2 2 0 0 1 2-2h3.6l2 2.4h7.4a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2z" />,
)
export const PlayIcon = icon(<path d="M8 5.5v13l10.5-6.5z" fill="currentColor" stroke-width="1.5" />)
export const StopIcon = icon(<rect x="6.5" y="6.5" width="11" height="11" rx="2" fill="currentColor" />)
export const LinkIcon = icon(
  <>
    <path d="M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7L11.5 7.5" />
    <path d="M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.4-1.4" />
  </>,
)
export const PhoneIcon = icon(
  <>
    <rect x="7" y="3" width="10" height="18" rx="2.5" />
    <path d="M11 18h2" />
  </>,
)
export const CodeIcon = icon(<path d="M9 7l-5 5 5 5M15 7l5 5-5 5" />)
export const SlidersIcon = icon(
  <>
    <path d="M4 8h9M17 8h3M4 16h3M11 16h9" />
    <circle cx="15" cy="8" r="2" />
    <circle cx="9" cy="16" r="2" />
  </>,
)
export const ListIcon = icon(<path d="M8 6h12M8 12h12M8 18h12M4 6h.010M4 12h.010M4 18h.010" />)
export const TrashIcon = icon(<path d="M5 7h14M10 7V4.5h4V7M7 7l.800 12.5h8.4L17 7M10.5 11v5M13.5 11v5" />)
export const DownloadIcon = icon(<path d="M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 19.5h14" />)
export const ChevronLeftIcon = icon(<path d="M14.5 5l-7 7 7 7" />)
export const HomeIcon = icon(<path d="M4.5 11.5L12 5l7.5 6.5M6.5 10v8.500h11V10" />)
export const ChevronRightIcon = icon(<path d="M9.5 5l7 7-7 7" />)
export const InfoIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5M12 8h.010" />
  </>,
)
export const CopyIcon = icon(
  <>
    <rect x="9" y="9" width="11" height="11" rx="2.5" />
    <path d="M15 9V6.5A2.5 2.5 0 0 0 12.5 4h-6A2.5 2.5 0 0 0 4 6.5v6A2.5 2.5 0 0 0 6.5 15H9" />
  </>,
)
export const CheckIcon = icon(<path d="M5 12.5l4.5 4.5L19 7.5" stroke-width="2.4" />)
export const CrossIcon = icon(<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" stroke-width="2.2" />)
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4" />
  </>,
)
export const MoonIcon = icon(<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" />)
export const SystemThemeIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 4a8 8 0 0 0 0 16z" fill="currentColor" />
  </>,
)
export const MoreIcon = icon(<path d="M6 12h.010M12 12h.010M18 12h.010" stroke-width="3.4" />)
export const PinIcon = icon(
  <>
    <path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z" />
    <circle cx="12" cy="10" r="2.4" />
  </>,
)
export const CloseAppIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <circle cx="12" cy="12" r="2.8" fill="currentColor" stroke="none" />
  </>,
)
export const PickIcon = icon(
  <path d="M4 10V5.5A1.5 1.5 0 0 1 5.5 4h13A1.5 1.5 0 0 1 20 5.5V10M4 14v4.5A1.5 1.5 0 0 0 5.5 20H10M12 11l3 9 1.8-3.7L20.5 14.5z" />,
)
export const WarningIcon = icon(<path d="M12 4.5L21 19.5H3zM12 10.5v4M12 17h.010" />)
