import { computed, effect, signal } from '@preact/signals'
import type { Description } from '../../../src/core/problem-details.ts'
import { render } from '../../../src/i18n/localize.ts'
import { zhProblems } from '../../../src/i18n/zh-problems.ts'
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

/** The message about a problem of a project in the user's language, after the name of its file. */
export function describeProblem(problem: Description & { readonly file?: string }): string {
  const sentence = sentenceOf(problem)
  return problem.file === undefined ? sentence : `${problem.file}: ${sentence}`
}

export const sentenceOf = (problem: Description): string =>
  language.value === 'zh' ? render(problem, zhProblems) : problem.message

/** The language of the client, as `my.getSystemInfo` returns it. */
export const clientLanguage = computed(() => (language.value === 'zh' ? 'zh-Hans' : 'en'))

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})
