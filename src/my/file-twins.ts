import { toSaveError } from '../core/errors.ts'
import { ApiError, type Failure } from './call.ts'
import { FILE_METHODS, type FileMethod } from './file-methods.ts'
import { operate } from './file-operations.ts'
import type { Parts } from './parts.ts'
import { isAtLeast } from './versions.ts'

const SINCE = '2.7.4'
const INVALID_PARAMETER = 2
const UNKNOWN = 3

/** The synchronous twins of `FileSystemManager`, for a host whose files answer at once (C42). */
export function fileTwins(parts: Parts): Record<string, (...given: unknown[]) => object> {
  if (!isAtLeast(parts.client.SDKVersion, SINCE)) return {}
  const methods = Object.keys(FILE_METHODS) as FileMethod[]
  return Object.fromEntries(methods.map((method) => [`${method}Sync`, twin(parts, method)]))
}

function twin(parts: Parts, method: FileMethod): (...given: unknown[]) => object {
  const api = `FileSystemManager.${method}Sync`
  return (...given) => {
    const call = parts.begin()
    const input = read(FILE_METHODS[method], given)
    parts.observe?.({ type: 'called', call, api, options: { ...input } })
    try {
      if (!input) throw new ApiError(INVALID_PARAMETER, `my.${api}: an option could not be read.`)
      if (parts.signal.aborted) throw new ApiError(UNKNOWN, `my.${api}: this \`my\` was disposed of.`)
      // Where the files answer at once, this is no promise.
      const result = operate(method, { api, files: parts.files, input }) as object
      parts.observe?.({ type: 'succeeded', call, api, result: { ...result } })
      return result
    } catch (thrown) {
      const error = thrown instanceof ApiError ? thrown : toSaveError(thrown)
      const result: Failure = {
        error: error instanceof ApiError ? error.error : UNKNOWN,
        errorMessage: error.message,
      }
      parts.observe?.({ type: 'failed', call, api, error, result: { ...result } })
      return result
    } finally {
      parts.end(undefined)
    }
  }
}

/** `undefined` if a getter or a Proxy throws. */
function read(fields: readonly string[], given: unknown[]): Record<string, unknown> | undefined {
  const [first] = given
  const input: Record<string, unknown> = {}
  try {
    for (const [at, field] of fields.entries()) {
      const value = typeof first === 'object' && first !== null ? (first as typeof input)[field] : given[at]
      if (value !== undefined) input[field] = value
    }
    return input
  } catch {
    return undefined
  }
}
