import { type Api, type ApiTable, displayText, requireText } from '../api.ts'
import { ApiError, type AsyncApi, type OptionalApi } from '../call.ts'
import { ADDRESSES_REFUSED, CANCELLED, NOT_AUTHORIZED, UNKNOWN } from '../codes.ts'
import type { Address, MemberScope, PaymentResult } from '../screen.ts'
import { answerOf } from './answers.ts'
import { cancelled } from './choices.ts'

/** APIs whose results come from Alipay's servers on a phone: the identity of the user, and the outcome of a payment. */

export type GetAuthCode = OptionalApi<
  { scopes?: string | string[] },
  { authCode: string; authErrorScopes: Record<string, number>; authSuccessScopes: string[] }
>
export type GetAuthUserInfo = OptionalApi<object, { nickName: string; avatar: string }>
export type GetOpenUserInfo = OptionalApi<object, { response: string }>
export type GetPhoneNumber = GetOpenUserInfo
export type GetAddress = OptionalApi<
  object,
  { resultStatus: 9000; result: Address } | { resultStatus: 6001; result: '' }
>
export type TradePay = AsyncApi<{ tradeNO?: string; orderStr?: string }, { resultCode: string; memo: string }>
export type ChoosePhoneContact = OptionalApi<object, { name: string; mobile: string }>
export type MakePhoneCall = AsyncApi<{ number: string }, object, void>

const SCOPES = ['auth_base', 'auth_user']

/** `auth_base` shows no prompt; `auth_user` asks the user. The code is not valid for Alipay's servers. */
const getAuthCode: Api<'scopes'> = {
  options: ['scopes'],
  values: { scopes: SCOPES },
  returns: ['authCode', 'authErrorScopes', 'authSuccessScopes'],
  async run({ scopes = 'auth_base' }, call, context) {
    const wanted: unknown[] = Array.isArray(scopes) ? scopes : [scopes]
    const unknown = wanted.find((scope) => !SCOPES.includes(scope as string))
    if (unknown !== undefined || wanted.length === 0) {
      const choices = SCOPES.join(', ')
      throw new ApiError(
        UNKNOWN,
        `my.getAuthCode: scopes is ${displayText(unknown, 'empty')}: pass one of ${choices}.`,
        {
          details: {
            code: 'option-not-listed',
            api: 'getAuthCode',
            option: 'scopes',
            value: displayText(unknown),
            choices,
          },
        },
      )
    }
    const scope: MemberScope = wanted.includes('auth_user') ? 'auth_user' : 'auth_base'
    const allowed = scope === 'auth_base' || (await answerOf(call, context, 'getAuthCode', 'authorizeMember', scope))
    if (!allowed) throw refused('getAuthCode', CANCELLED)
    return { authCode: crypto.randomUUID().replaceAll('-', ''), authErrorScopes: {}, authSuccessScopes: wanted }
  },
}

/** The older API, which asks the user itself. */
const getAuthUserInfo: Api<never> = {
  options: [],
  returns: ['nickName', 'avatar'],
  async run(_input, call, context) {
    if (!(await answerOf(call, context, 'getAuthUserInfo', 'authorizeMember', 'userInfo')))
      throw refused('getAuthUserInfo', NOT_AUTHORIZED)
    const member = await answerOf(call, context, 'getAuthUserInfo', 'member', 'userInfo')
    return { nickName: member?.nickName ?? '', avatar: member?.avatar ?? '' }
  },
}

/** The response of Alipay's gateway if the user has not agreed by tapping a `button` (with its documented codes). */
const NOT_ALLOWED = {
  code: '40003',
  msg: 'Business Failed',
  subCode: 'isv.invalid-auth-relations',
  subMsg: '无效的授权关系',
}
const ALLOWED = { code: '10000', msg: 'Success' }

const getOpenUserInfo: Api<never> = {
  options: [],
  returns: ['response'],
  async run(_input, call, context) {
    const member = await answerOf(call, context, 'getOpenUserInfo', 'member', 'userInfo')
    const { nickName = '', avatar = '' } = member ?? {}
    return { response: JSON.stringify({ response: member ? { ...ALLOWED, nickName, avatar } : NOT_ALLOWED }) }
  },
}

/** On a phone, the response is encrypted for the app's own server. Here it is plain Base64, since there is no key. */
const getPhoneNumber: Api<never> = {
  options: [],
  returns: ['response'],
  async run(_input, call, context) {
    const member = await answerOf(call, context, 'getPhoneNumber', 'member', 'phoneNumber')
    const content = JSON.stringify(member ? { ...ALLOWED, mobile: member.mobile } : NOT_ALLOWED)
    const bytes = Array.from(new TextEncoder().encode(content), (byte) => String.fromCharCode(byte))
    return { response: JSON.stringify({ response: btoa(bytes.join('')) }) }
  },
}

/** Closing the list without a choice is a success with a `resultStatus`, as documented. */
const getAddress: Api<never> = {
  since: '1.20.4',
  options: [],
  returns: ['resultStatus', 'result'],
  async run(_input, call, context) {
    if (!(await answerOf(call, context, 'getAddress', 'authorizeMember', 'address')))
      throw refused('getAddress', ADDRESSES_REFUSED)
    const result = await answerOf(call, context, 'getAddress', 'chooseAddress')
    return result ? { resultStatus: 9000, result } : { resultStatus: 6001, result: '' }
  },
}

const RESULT_CODES: Readonly<Record<PaymentResult, readonly [code: string, memo: string]>> = {
  paid: ['9000', '订单处理成功'],
  processing: ['8000', '正在处理中'],
  failed: ['4000', '订单处理失败'],
  cancelled: ['6001', '用户中途取消'],
  offline: ['6002', '网络连接出错'],
}

/** Every outcome is a success with a `resultCode`, as documented. Without an order, the payment fails. */
const tradePay: Api<'tradeNO' | 'orderStr'> = {
  options: ['tradeNO', 'orderStr'],
  returns: ['resultCode'],
  async run({ tradeNO, orderStr }, call, context) {
    const order = { tradeNO: displayText(tradeNO), orderStr: displayText(orderStr) }
    const isEmpty = order.tradeNO === '' && order.orderStr === ''
    const result = isEmpty ? 'failed' : await answerOf(call, context, 'tradePay', 'pay', order)
    const [resultCode, memo] = RESULT_CODES[result] ?? RESULT_CODES.failed
    return { resultCode, memo }
  },
}

const choosePhoneContact: Api<never> = {
  options: [],
  returns: ['name', 'mobile'],
  async run(_input, call, context) {
    const contact = await answerOf(call, context, 'choosePhoneContact', 'chooseContact')
    if (!contact) throw cancelled('choosePhoneContact')
    return { name: contact.name, mobile: contact.mobile }
  },
}

const makePhoneCall: Api<'number'> = {
  options: ['number'],
  async run({ number }, call, context) {
    const dialled = requireText(typeof number === 'number' ? String(number) : number, 'makePhoneCall', 'number')
    await answerOf(call, context, 'makePhoneCall', 'call', dialled)
    return undefined
  },
}

export const apis: ApiTable = {
  choosePhoneContact,
  getAddress,
  getAuthCode,
  getAuthUserInfo,
  getOpenUserInfo,
  getPhoneNumber,
  makePhoneCall,
  tradePay,
}

const refused = (api: string, error: number) =>
  new ApiError(error, `my.${api}: the user refused.`, { details: { code: 'request-refused', api } })
