import type { Screen } from '../../my/screen.ts'
import type { Tell } from './happening.ts'
import { askPerson, askYesNo } from './prompt.ts'

/** What a phone would show, as lines; what it would ask, as questions, where there is a terminal to answer at. */
export function terminalScreen(tell: Tell): Screen {
  const show = (what: string, ...parts: string[]) =>
    tell({ event: 'shown', what, text: parts.filter((part) => part !== '').join(': ') })
  return {
    toast: ({ content, type }) => tell({ event: 'shown', what: 'toast', type, text: content }),
    hideToast() {},
    loading: (loading) => loading && show('loading', loading.content),
    async alert({ title, content, buttonText }) {
      show('alert', title, content)
      await askPerson(`[Enter: ${buttonText}]`)
    },
    async confirm({ title, content, confirmButtonText, cancelButtonText }) {
      show('confirm', title, content)
      const answer = await askYesNo(`${confirmButtonText}?`)
      if (answer === undefined) show('confirm', `there is no terminal to answer at: ${cancelButtonText}`)
      return answer === true
    },
    preview: ({ urls, current }) => show('preview', `${current + 1} of ${urls.length}`, urls[current] ?? ''),
    async settings(current) {
      const now = { true: 'granted', false: 'denied', undefined: 'not asked yet' }[String(current.writePhotosAlbum)]
      show('settings', `saving to the album is ${now}`)
      const allow = await askYesNo('Allow saving to the album?')
      return allow === undefined ? current : { writePhotosAlbum: allow }
    },
  }
}
