import { type ApiTable, canIUse } from '../api.ts'
import * as album from './album.ts'
import * as data from './data.ts'
import * as files from './files.ts'
import * as image from './image.ts'
import * as network from './network.ts'
import * as screen from './screen.ts'
import * as settings from './settings.ts'
import * as storage from './storage.ts'
import * as system from './system.ts'

/** Every member of `my`. A host can add more (`MyHost.apis`); anything else is `undefined` (C47). */
export const APIS: ApiTable = {
  ...album.apis,
  ...data.apis,
  ...files.apis,
  ...image.apis,
  ...network.apis,
  ...screen.apis,
  ...settings.apis,
  ...storage.apis,
  ...system.apis,
}

/** Adds `my.canIUse`, which answers for the whole table. */
export function withCanIUse(table: ApiTable): ApiTable {
  const all: ApiTable = {
    ...table,
    canIUse: { make: (context) => (query: unknown) => canIUse(query, all, context) },
  }
  return all
}
