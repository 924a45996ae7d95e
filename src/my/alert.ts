import { raceAbort } from '../util/abort.ts'
import type { OptionalApi } from './call.ts'
import { shownText } from './parameters.ts'
import type { Api } from './parts.ts'
import type { AlertOptions } from './screen.ts'

export type Alert = OptionalApi<Partial<AlertOptions> & { confirmColor?: string }, object, void>

/** Answers when the person closed it. */
export const alert: Api<'title' | 'content' | 'buttonText'> = {
  object: ['title', 'content', 'buttonText'],
  async run({ title, content, buttonText }, { signal }, { screen }) {
    const closed = screen.alert?.({
      title: shownText(title),
      content: shownText(content),
      buttonText: shownText(buttonText, '确定'),
    })
    await raceAbort(closed, signal)
    return undefined
  },
}
