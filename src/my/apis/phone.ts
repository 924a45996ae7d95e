import type { ApiTable } from '../api.ts'
import * as alipayPages from './alipay-pages.ts'
import * as apps from './apps.ts'
import * as choices from './choices.ts'
import * as cities from './cities.ts'
import { components } from './components.ts'
import * as device from './device.ts'
import * as location from './location.ts'
import * as member from './member.ts'
import * as pictures from './pictures.ts'
import * as request from './request.ts'

/**
 * The members of `my` that only a phone needs, and that apps use on the way to a save (C59). `createMy` for web pages does not
 * include them, which keeps it small: a web app has other ways to ask its user.
 */
export const PHONE_APIS: ApiTable = {
  ...components,
  ...alipayPages.apis,
  ...apps.apis,
  ...choices.apis,
  ...cities.apis,
  ...device.apis,
  ...location.apis,
  ...member.apis,
  ...pictures.apis,
  ...request.apis,
}
