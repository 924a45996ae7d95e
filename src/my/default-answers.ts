import type { Address, DateOptions, Level, Member, Place, Screen } from './screen.ts'

/** The default answers of the user in headless runs and tests: agrees, pays, and chooses the first option. */

const PLACE: Place = {
  longitude: 120.126293,
  latitude: 30.274653,
  name: '黄龙万科中心',
  address: '学院路77号',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  adcode: '330106',
}

/** A fictitious person, with a phone number that is never assigned. */
export const MEMBER: Member = {
  nickName: '张三',
  avatar:
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'><rect width='2' height='2' fill='%231677ff'/></svg>",
  mobile: '13800000000',
}

/** The delivery addresses of the user, at work and at home. */
export const ADDRESSES: readonly [Address, ...Address[]] = [
  {
    address: '浙江省杭州市西湖区学院路77号黄龙万科中心',
    country: '中国',
    prov: '浙江省',
    city: '杭州市',
    area: '西湖区',
    street: '',
    fullname: MEMBER.nickName,
    mobilePhone: MEMBER.mobile,
  },
  {
    address: '上海市浦东新区世纪大道1号2单元301室',
    country: '中国',
    prov: '上海市',
    city: '上海市',
    area: '浦东新区',
    street: '',
    fullname: '李四',
    mobilePhone: '13900000000',
  },
]

/** Pictures and scanned codes have no default, since they cannot be invented. */
export const DEFAULT_ANSWERS = {
  prompt: () => '',
  actionSheet: () => 0,
  choose: ({ selected }) => selected,
  chooseLevel: ({ list }) => firstNames(list),
  chooseDate: (options) => options.current ?? options.start ?? formatDate(new Date(), options.format),
  chooseAddress: () => ADDRESSES[0],
  chooseContact: () => ({ name: MEMBER.nickName, mobile: MEMBER.mobile }),
  locate: () => PLACE,
  choosePlace: (near) => ({ ...PLACE, ...near }),
  showPlace() {},
  pay: () => 'paid',
  authorizeMember: () => true,
  member: () => MEMBER,
  call() {},
  vibrate() {},
  loadFont() {},
} satisfies Partial<Screen>

function firstNames([first]: readonly Level[]): string[] {
  return first ? [first.name, ...firstNames(first.subList)] : []
}

/** A date in local time, in one of the documented formats. */
export function formatDate(date: Date, format: DateOptions['format']): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return format
    .replace('yyyy', String(date.getFullYear()))
    .replace('MM', two(date.getMonth() + 1))
    .replace('dd', two(date.getDate()))
    .replace('HH', two(date.getHours()))
    .replace('mm', two(date.getMinutes()))
}
