import { raceAbort } from '../util/abort.ts'
import type { OptionalApi } from './call.ts'
import { shownText } from './parameters.ts'
import type { Api } from './parts.ts'
import type { ConfirmOptions } from './screen.ts'

export type Confirm = OptionalApi<
  Partial<ConfirmOptions> & { confirmColor?: string; cancelColor?: string },
  { confirm: boolean }
>

/** Where there is nobody to ask, the answer is no. */
export const confirm: Api<'title' | 'content' | 'confirmButtonText' | 'cancelButtonText'> = {
  object: ['title', 'content', 'confirmButtonText', 'cancelButtonText'],
  returns: ['confirm'],
  async run({ title, content, confirmButtonText, cancelButtonText }, { signal }, { screen }) {
    const answer = screen.confirm?.({
      title: shownText(title),
      content: shownText(content),
      confirmButtonText: shownText(confirmButtonText, '确定'),
      cancelButtonText: shownText(cancelButtonText, '取消'),
    })
    return { confirm: (await raceAbort(answer, signal)) === true }
  },
}
