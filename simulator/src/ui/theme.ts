import { computed, effect, signal } from '@preact/signals'
import { LANGUAGES, type Language, language } from '../texts/index.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const dark = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = signal(dark.matches)
dark.addEventListener('change', () => {
  systemIsDark.value = dark.matches
})

export const theme = signal<Theme>(remembered('theme', THEMES) ?? 'system')
const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'))

const chosen = remembered('language', LANGUAGES)
if (chosen) language.value = chosen
/** The documentation links to the playground in the language of its reader. */
const linked = LANGUAGES.find((each) => each === new URLSearchParams(location.search).get('lang'))
if (linked) chooseLanguage(linked)

effect(() => {
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
})

export function chooseTheme(next: Theme): void {
  theme.value = next
  remember('theme', next)
}

export function chooseLanguage(next: Language): void {
  language.value = next
  remember('language', next)
}

function remembered<T extends string>(name: string, values: readonly T[]): T | undefined {
  try {
    return values.find((value) => value === localStorage.getItem(`photosalbum:${name}`))
  } catch {
    return undefined
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`photosalbum:${name}`, value)
  } catch {
    // Without storage, the choice lasts until the page is closed.
  }
}
