import { type Api, type ApiTable, displayText, requireText } from '../api.ts'
import { type AsyncApi, asyncApi, type Call, type CallHost, type OptionalApi } from '../call.ts'
import { answerOf } from './answers.ts'
import { cancelled } from './choices.ts'

interface City {
  readonly city: string
  readonly adCode: string
}

export interface ChooseCityTask {
  /** The event occurs with `showLocatedCity` and `setLocatedCity`. */
  onLocatedComplete(listener: (event: { longitude: number; latitude: number }) => void): void
  offLocatedComplete(listener?: (event: object) => void): void
  setLocatedCity: AsyncApi<{ locatedCityName: string }, { locatedCityName: string }>
}
export type ChooseCity = OptionalApi<
  {
    showLocatedCity?: boolean
    showHotCities?: boolean
    setLocatedCity?: boolean
    cities?: (City & { spell?: string })[]
    hotCities?: City[]
    customHistoryCities?: City[]
  },
  City & { longitude?: number; latitude?: number }
>

/** The capitals of the provinces, and other large cities, by their codes (GB/T 2260). The first ones are popular. */
const CITIES: readonly City[] =
  `杭州 330100,北京 110100,上海 310100,广州 440100,深圳 440300,长春 220100,长沙 430100,成都 510100,重庆 500100,大连 210200,
  福州 350100,贵阳 520100,哈尔滨 230100,海口 460100,合肥 340100,呼和浩特 150100,济南 370100,昆明 530100,拉萨 540100,
  兰州 620100,南昌 360100,南京 320100,南宁 450100,宁波 330200,青岛 370200,厦门 350200,沈阳 210100,石家庄 130100,
  苏州 320500,太原 140100,天津 120100,乌鲁木齐 650100,武汉 420100,西安 610100,西宁 630100,银川 640100,郑州 410100`
    .split(/,\s*/)
    .map((text) => {
      const [city = '', adCode = ''] = text.split(' ')
      return { city, adCode }
    })
const HOT_CITIES = CITIES.slice(0, 5)

const chooseCity: Api<
  'showLocatedCity' | 'showHotCities' | 'setLocatedCity' | 'cities' | 'hotCities' | 'customHistoryCities'
> = {
  options: ['showLocatedCity', 'showHotCities', 'setLocatedCity', 'cities', 'hotCities', 'customHistoryCities'],
  returns: ['city', 'adCode', 'longitude', 'latitude'],
  task: cityTask,
  async run({ showLocatedCity, showHotCities, setLocatedCity, ...lists }, call, context) {
    const located = showLocatedCity === true ? await answerOf(call, context, 'chooseCity', 'locate') : undefined
    if (located && setLocatedCity === true) {
      const { longitude, latitude } = located
      call.listeners.emit('LocatedComplete', { longitude, latitude })
    }
    const here: City | undefined = located && {
      city: (located.city ?? '').replace(/市$/, ''),
      adCode: (located.adcode ?? '').replace(/..$/, '00'),
    }
    const shown = new Map<string, City>()
    const hot = showHotCities === false ? [] : (citiesIn(lists.hotCities) ?? HOT_CITIES)
    const all = [here, ...(citiesIn(lists.customHistoryCities) ?? []), ...hot, ...(citiesIn(lists.cities) ?? CITIES)]
    for (const each of all) if (each && !shown.has(each.city)) shown.set(each.city, each)
    const list = [...shown.keys()].map((name) => ({ name, subList: [] }))
    const [name] = (await answerOf(call, context, 'chooseCity', 'chooseLevel', { title: '选择城市', list })) ?? []
    const chosen = shown.get(name ?? '')
    if (!chosen) throw cancelled('chooseCity')
    const place = chosen === here && located
    return { ...chosen, ...(place && { longitude: place.longitude, latitude: place.latitude }) }
  },
}

export const apis: ApiTable = { chooseCity }

/** ChooseCityTask.md. The name that it sets is not shown. */
export function cityTask({ listeners }: Call, host: CallHost): object {
  const event = 'LocatedComplete'
  return {
    onLocatedComplete: (listener: unknown) => listeners.add(event, listener),
    offLocatedComplete: (listener?: unknown) => listeners.remove(event, listener),
    setLocatedCity: asyncApi(host, 'ChooseCityTask.setLocatedCity', {
      options: ['locatedCityName', 'locatedCityAdCode', 'locatedCityPinyin'],
      run: ({ locatedCityName }) => ({
        locatedCityName: requireText(locatedCityName, 'setLocatedCity', 'locatedCityName'),
      }),
    }),
  }
}

/** The cities that the app passed. `undefined` if there are none, so that the default ones are shown. */
function citiesIn(given: unknown): City[] | undefined {
  if (!Array.isArray(given)) return undefined
  const cities = given.flatMap((each: Partial<City> | null) => {
    const city = displayText(each?.city)
    return city === '' ? [] : [{ city, adCode: displayText(each?.adCode) }]
  })
  return cities.length > 0 ? cities : undefined
}
