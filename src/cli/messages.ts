import type { SaveError } from '../core/errors.ts'
import { en, type Words } from './messages/en.ts'
import { zh } from './messages/zh.ts'

/** `--lang`, or else the language of the environment. Read here, since help and mistakes are printed in it, too. */
export const language: 'en' | 'zh' = languageOf(process.argv, process.env)

export const words: Words = language === 'zh' ? zh : en

/** The error's message in this language, and in the words of the command line. */
export async function describeError(error: Pick<SaveError, 'message' | 'details'>): Promise<string> {
  const { render } = await import('../i18n/localize.ts')
  return language === 'zh'
    ? render(error, words.errors, (await import('../i18n/zh.ts')).zh)
    : render(error, words.errors)
}

function languageOf(args: readonly string[], env: NodeJS.ProcessEnv): 'en' | 'zh' {
  const index = args.findLastIndex((arg) => arg === '--lang' || arg.startsWith('--lang='))
  const given = index < 0 ? undefined : (args[index]?.split('=')[1] ?? args[index + 1])
  const tag = given ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || systemLanguage())
  return /^zh(?![a-z])/i.test(tag) ? 'zh' : 'en'
}

/** Windows has no such variables. */
const systemLanguage = () => (process.platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : '')
