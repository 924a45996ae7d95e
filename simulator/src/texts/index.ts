import { computed, effect, signal } from '@preact/signals'
import { en, type Texts } from './en.ts'
import { zh } from './zh.ts'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const ofBrowser: Language =
  navigator.languages.some((tag) => /^zh\b/i.test(tag)) && !/^en\b/i.test(navigator.language) ? 'zh' : 'en'

export const language = signal<Language>(ofBrowser)

const all: Readonly<Record<Language, Texts>> = { en, zh }

/** The texts in the user's language. */
export const texts = computed(() => all[language.value])

/** The language of the client, as `my.getSystemInfo` returns it. */
export const clientLanguage = computed(() => (language.value === 'zh' ? 'zh-Hans' : 'en'))

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})
