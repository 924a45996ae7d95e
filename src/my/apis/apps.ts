import { raceAbort } from '../../util/async.ts'
import { formatValue } from '../../util/format.ts'
import { type Api, type ApiTable, displayText, requireText } from '../api.ts'
import { ApiError, type AsyncApi } from '../call.ts'
import { CANCELLED, NO_SUCH_APP, SUBSCRIPTION_INVALID } from '../codes.ts'

/** APIs that lead out of the app: to another mini-program, and to messages that the app may send later. */

export type NavigateToMiniProgram = AsyncApi<
  { appId: string; path?: string; query?: object; extraData?: object },
  object,
  void
>
export type RequestSubscribeMessage = AsyncApi<
  { entityIds: string[]; thirdTypeAppId?: string },
  {
    behavior: 'subscribe'
    keep: boolean
    refuse: boolean
    show: boolean
    result: {
      subscribeEntityIds: string[]
      subscribedEntityIds: string[]
      unsubscribedEntityIds: string[]
      currentSubscribedEntityIds: string[]
    }
  }
>

/** Shows which mini-program would open, since there is no other one. */
const navigateToMiniProgram: Api<'appId' | 'path' | 'query' | 'extraData'> = {
  options: ['appId', 'path', 'query', 'extraData'],
  async run({ appId, path }, { signal }, { screen }) {
    const api = 'navigateToMiniProgram'
    const id = requireText(appId, api, 'appId')
    if (!/^\d{16}$/.test(id)) {
      const value = formatValue(id)
      throw new ApiError(NO_SUCH_APP, `my.${api}: appId is ${value}, and must be 16 digits.`, {
        details: { code: 'option-invalid', api, option: 'appId', value, expected: '^\\d{16}$' },
      })
    }
    const content = [id, displayText(path)].filter(Boolean).join('\n')
    await raceAbort(screen.alert?.({ title: '打开小程序', content, buttonText: '确定' }), signal)
    return undefined
  },
}

const MAX_MESSAGES = 3

/** Asks whether the app may send these messages. A refusal is a failure, as documented. */
const requestSubscribeMessage: Api<'entityIds'> = {
  since: '2.7.10',
  options: ['entityIds'],
  ignores: ['thirdTypeAppId'],
  returns: ['behavior', 'keep', 'refuse', 'show', 'result'],
  async run({ entityIds }, { signal }, { screen }) {
    const ids: unknown[] = Array.isArray(entityIds) ? entityIds : []
    const isValid = ids.length > 0 && ids.length <= MAX_MESSAGES && ids.every((id) => typeof id === 'string' && id)
    if (!isValid) throw notSubscribed(SUBSCRIPTION_INVALID, '无效的参数', { behavior: '', show: false })
    const question = {
      title: '订阅消息',
      content: ids.join('\n'),
      confirmButtonText: '同意',
      cancelButtonText: '取消',
    }
    const agreed = await raceAbort(screen.subscribe?.(question) ?? screen.confirm?.(question), signal)
    const state = { keep: false, refuse: false, show: true }
    if (agreed !== true)
      throw notSubscribed(CANCELLED, '用户取消订阅', { ...state, behavior: 'cancel', result: { entityList: ids } })
    return {
      ...state,
      behavior: 'subscribe',
      result: {
        subscribeEntityIds: ids,
        subscribedEntityIds: ids,
        unsubscribedEntityIds: [],
        currentSubscribedEntityIds: ids,
      },
      ...Object.fromEntries(ids.map((id) => [id, 'accept'])),
    }
  },
}

/** The documentation calls the code `errorCode`, which is added as a field. */
const notSubscribed = (errorCode: number, words: string, fields: object) =>
  new ApiError(errorCode, words, { fields: { errorCode, ...fields } })

export const apis: ApiTable = { navigateToMiniProgram, requestSubscribeMessage }
