import { type Api, type ApiTable, displayText, invalidParameter, requireText } from '../api.ts'
import { ApiError, type AsyncApi, type OptionalApi } from '../call.ts'
import { NOT_AUTHORIZED } from '../codes.ts'
import type { Place } from '../screen.ts'
import { answerOf } from './answers.ts'
import { cancelled } from './choices.ts'

export interface Location {
  /** In degrees (GCJ-02). A string, as documented. */
  longitude: string
  latitude: string
  /** In metres. */
  accuracy: string
  horizontalAccuracy: string
  country?: string
  countryCode?: string
  province?: string
  city?: string
  district?: string
  provinceAdcode?: string
  cityAdcode?: string
  districtAdcode?: string
  streetNumber?: { street: string; number: string }
  pois?: { name: string; address: string }[]
}

export type GetLocation = OptionalApi<{ type?: 0 | 1 | 2 | 3; cacheTimeout?: number }, Location>
export type ChooseLocation = OptionalApi<
  { longitude?: number; latitude?: number },
  { longitude: number; latitude: number; name: string; provinceName: string; cityName: string; address: string }
>
export type OpenLocation = AsyncApi<
  { longitude: number | string; latitude: number | string; name: string; address: string; scale?: number },
  object,
  void
>

const getLocation: Api<'type'> = {
  since: '1.1.1',
  options: ['type'],
  ignores: ['cacheTimeout'],
  returns: [
    'longitude',
    'latitude',
    'accuracy',
    'horizontalAccuracy',
    'country',
    'countryCode',
    'province',
    'provinceAdcode',
    'city',
    'cityAdcode',
    'district',
    'districtAdcode',
    'streetNumber',
    'pois',
  ],
  async run({ type }, call, context) {
    const place = await answerOf(call, context, 'getLocation', 'locate')
    if (!place) {
      throw new ApiError(NOT_AUTHORIZED, 'my.getLocation: the user refused.', {
        details: { code: 'request-refused', api: 'getLocation' },
      })
    }
    const { longitude, latitude, name = '', address = '', province = '', city = '', district = '', adcode = '' } = place
    const detail = Number(type ?? 0)
    return {
      longitude: String(longitude),
      latitude: String(latitude),
      accuracy: '30',
      horizontalAccuracy: '30',
      ...(detail > 0 && {
        country: '中国',
        countryCode: '142',
        province,
        provinceAdcode: adcode.replace(/....$/, '0000'),
        city,
        cityAdcode: adcode.replace(/..$/, '00'),
        district,
        districtAdcode: adcode,
      }),
      ...(detail > 1 && { streetNumber: { street: address, number: '' } }),
      ...(detail > 2 && { pois: [{ name, address }] }),
    }
  },
}

const chooseLocation: Api<'longitude' | 'latitude'> = {
  options: ['longitude', 'latitude'],
  returns: ['longitude', 'latitude', 'name', 'provinceName', 'cityName', 'address'],
  async run({ longitude, latitude }, call, context) {
    const near = placeAt(longitude, latitude)
    const place = await answerOf(call, context, 'chooseLocation', 'choosePlace', near)
    if (!place) throw cancelled('chooseLocation')
    const { name = '', address = '', province = '', city = '' } = place
    return {
      longitude: place.longitude,
      latitude: place.latitude,
      name,
      provinceName: province,
      cityName: city,
      address,
    }
  },
}

const openLocation: Api<'longitude' | 'latitude' | 'name' | 'address'> = {
  options: ['longitude', 'latitude', 'name', 'address'],
  ignores: ['scale'],
  async run({ longitude, latitude, name, address }, call, context) {
    const place = placeAt(longitude, latitude)
    if (!place) {
      throw invalidParameter('my.openLocation: longitude and latitude are missing: pass numbers.', {
        code: 'option-missing',
        api: 'openLocation',
        option: 'longitude, latitude',
        expects: 'numbers',
      })
    }
    await answerOf(call, context, 'openLocation', 'showPlace', {
      ...place,
      name: requireText(name, 'openLocation', 'name'),
      address: requireText(displayText(address), 'openLocation', 'address'),
    })
    return undefined
  },
}

export const apis: ApiTable = { chooseLocation, getLocation, openLocation }

/** Accepts strings, since pages pass the results of `my.getLocation`. */
function placeAt(longitude: unknown, latitude: unknown): Place | undefined {
  const [x, y] = [longitude, latitude].map((degrees) => Number.parseFloat(displayText(degrees))) as [number, number]
  return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? { longitude: x, latitude: y } : undefined
}
