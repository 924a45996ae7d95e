import { raceAbort } from '../../util/async.ts'
import { decodeUrlText, formatValue } from '../../util/format.ts'
import { type Api, type ApiHost, type ApiTable, buildApis, displayText, invalidParameter } from '../api.ts'
import type { Input } from '../call.ts'
import type { Screen } from '../screen.ts'

/**
 * APIs that open pages of Alipay itself: vouchers, cards, and others by URL. These pages are not simulated; a dialog names
 * them.
 */

interface ScreenHost extends ApiHost {
  readonly screen: Pick<Partial<Screen>, 'alert'>
}

type Option = 'partnerId' | 'passId' | 'serialNumber' | 'appCode' | 'appParams' | 'path' | 'url'

/** `pageOf` returns the description of the page to open, or throws. */
const opening = (
  options: readonly Option[],
  pageOf: (input: Input<Option>) => string,
  { since, result, ignores }: { since?: string; result?: object; ignores?: readonly string[] } = {},
): Api<Option, ScreenHost> => ({
  ...(since && { since }),
  options,
  ...(ignores && { ignores }),
  ...(result && { returns: Object.keys(result) }),
  async run(input, { signal }, { screen }) {
    const content = pageOf(input)
    await raceAbort(screen.alert?.({ title: '打开支付宝页面', content, buttonText: '确定' }), signal)
    return result
  },
})

const listOf = (name: string) => opening([], () => name)

/** The list of cards of one merchant. */
const merchantList = (api: string, name: string) =>
  opening(['partnerId'], ({ partnerId }) => `${name}\n${required(api, 'partnerId', partnerId)}`)

/** One card, by its id or by its merchant and number. */
const detailOf = (api: string, name: string) =>
  opening(['passId', 'partnerId', 'serialNumber'], ({ passId, partnerId, serialNumber }) => {
    const ids = [partnerId, serialNumber].map((id) => displayText(id))
    const id = displayText(passId) || (ids.every(Boolean) ? ids.join(' ') : '')
    return `${name}\n${required(api, 'passId', id)}`
  })

/** The APIs of 开放能力API/支付宝卡包 and 商户会员卡. */
const CARDS = {
  openCardList: listOf('会员卡列表'),
  openKBVoucherDetail: detailOf('openKBVoucherDetail', '口碑券'),
  openMerchantCardList: merchantList('openMerchantCardList', '商家的会员卡'),
  openMerchantTicketList: merchantList('openMerchantTicketList', '商家的票'),
  openMerchantVoucherList: merchantList('openMerchantVoucherList', '商家的优惠券'),
  openTicketDetail: detailOf('openTicketDetail', '票'),
  openTicketList: listOf('票列表'),
  openVoucherDetail: detailOf('openVoucherDetail', '优惠券'),
  openVoucherList: listOf('优惠券列表'),
}

/** my.ap.openAlipayApp.md */
const APPS: Readonly<Record<string, string>> = {
  alipayScan: '扫一扫',
  antFarm: '蚂蚁庄园',
  antForest: '蚂蚁森林',
  collectOil: '爱攒油',
  payCode: '付款码',
  redPacket: '收到的红包',
  stockDetail: '股票详情',
  tinyAppSHH: '小程序快报生活号',
}

const PUBLIC_PAGE = /^https:\/\/render\.alipay\.com\/p\//

const appOf = (api: string, appCode: unknown): string => {
  const name = typeof appCode === 'string' && Object.hasOwn(APPS, appCode) ? APPS[appCode] : undefined
  return name ?? notListed(api, 'appCode', appCode, Object.keys(APPS).join(', '))
}

/** The members of `my.ap`. */
const AP = {
  ...CARDS,
  openCardDetail: opening(['passId'], ({ passId }) => `会员卡\n${required('openCardDetail', 'passId', passId)}`),
  navigateToAlipayPage: opening(
    ['appCode', 'path'],
    ({ appCode, path }) => {
      if (displayText(path) === '') return appOf('ap.navigateToAlipayPage', appCode)
      const url = decodeUrlText(displayText(path))
      return PUBLIC_PAGE.test(url)
        ? url
        : notListed('ap.navigateToAlipayPage', 'path', path, "encodeURIComponent('https://render.alipay.com/p/…')")
    },
    { since: '1.10.0', ignores: ['appParams'] },
  ),
  openAlipayApp: opening(['appCode'], ({ appCode }) => appOf('ap.openAlipayApp', appCode), {
    since: '2.7.20',
    ignores: ['appParams'],
  }),
  // Which other URLs Alipay allows an app to open is not known here.
  openURL: opening(
    ['url'],
    ({ url }) =>
      typeof url === 'string' && /^(https|alipays):\/\//.test(url)
        ? url
        : notListed('ap.openURL', 'url', url, 'https://…, alipays://…'),
    { since: '2.7.20' },
  ),
  updateAlipayClient: opening([], () => '升级支付宝客户端', { since: '1.10.0', result: { success: true } }),
}

export const buildAp = (host: ScreenHost): Record<string, unknown> => buildApis(AP, host, 'ap.')

export const apis: ApiTable<ScreenHost> = {
  ...CARDS,
  openCardDetail: AP.openCardDetail,
  ap: { make: buildAp, properties: Object.keys(AP) },
}

function required(api: string, option: string, value: unknown): string {
  const text = displayText(value)
  if (text !== '') return text
  throw invalidParameter(`my.${api}: ${option} is missing: pass a non-empty string.`, {
    code: 'option-missing',
    api,
    option,
  })
}

function notListed(api: string, option: string, given: unknown, choices: string): never {
  const value = formatValue(given)
  throw invalidParameter(`my.${api}: ${option} is ${value}: pass one of ${choices}.`, {
    code: 'option-not-listed',
    api,
    option,
    value,
    choices,
  })
}
