import type { Place } from '../../../src/my/screen.ts'

/** The locations that can be chosen for the phone, in GCJ-02. */
export const PLACES: readonly (Place & Required<Pick<Place, 'name' | 'address'>>)[] = [
  place(120.126293, 30.274653, '黄龙万科中心', '学院路77号', '浙江省', '杭州市', '西湖区', '330106'),
  place(116.397428, 39.90923, '天安门', '东长安街', '北京市', '北京市', '东城区', '110101'),
  place(121.499718, 31.239703, '东方明珠', '世纪大道1号', '上海市', '上海市', '浦东新区', '310115'),
  place(113.324553, 23.106414, '广州塔', '阅江西路222号', '广东省', '广州市', '海珠区', '440105'),
  place(104.065837, 30.657349, '天府广场', '人民南路一段86号', '四川省', '成都市', '青羊区', '510105'),
]

function place(
  longitude: number,
  latitude: number,
  name: string,
  address: string,
  province: string,
  city: string,
  district: string,
  adcode: string,
) {
  return { longitude, latitude, name, address, province, city, district, adcode }
}
