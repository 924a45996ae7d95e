import { expect, test } from 'vitest'
import { SaveError } from '../../src/core/errors.ts'
import { type ApiDefinition, ApiError, asyncApi } from '../../src/my/call.ts'
import { saveCode } from '../../src/my/codes.ts'
import type { MyEvent } from '../../src/my/events.ts'
import { failed, record, succeeded } from './app.ts'
import { uncaughtDuring, unhandledDuring } from './uncaught.ts'

function api(definition: Partial<ApiDefinition> = {}, observe?: (event: MyEvent) => void) {
  let calls = 0
  const { signal } = new AbortController()
  const host = {
    platform: 'iOS',
    signal,
    observe,
    begin: () => ++calls,
    controller: () => new AbortController(),
    end() {},
  } as const
  return asyncApi(host, 'test', { options: ['filePath'], run: () => ({ success: true }), ...definition })
}

const success = { success: true }
const denied = { error: 15, errorMessage: 'No.' }
const fails = { code: saveCode, run: () => Promise.reject(new SaveError('permission-denied', 'No.')) }

test('C1: a call works with callbacks, with its promise, or with both', async () => {
  await expect(api()({ filePath: 'a' })).resolves.toEqual(success)
  await expect(api(fails)({ filePath: 'a' })).rejects.toEqual(denied)
})

test('C2: success and the promise receive the result, fail and the rejection a plain object, complete the same one', async () => {
  const seen: object[] = []
  const push = (result: object) => seen.push(result)
  await api()({ success: push, complete: push })
  expect(seen[0]).toBe(seen[1])
  const rejection = await api(fails)({ fail: push, complete: push }).catch((error: object) => error)
  expect(seen[2]).toBe(seen[3])
  expect(rejection).toEqual(denied)
  expect(Object.getPrototypeOf(rejection)).toBe(Object.prototype)
  expect(JSON.stringify(seen[2])).toBe('{"error":15,"errorMessage":"No."}')
})

test('C3: exactly one of success and fail is called, then complete, then the promise settles, all after the call has returned', async () => {
  expect(await record(api())).toEqual(succeeded(success))
  expect(await record(api(fails))).toEqual(failed(denied))
})

test('C3: an implementation that throws fails like one that rejects', async () => {
  const run = () => {
    throw new ApiError(10022, 'There is\n  no such file.')
  }
  const missing = { error: 10022, errorMessage: 'There is no such file.' }
  expect(await record(api({ run }))).toEqual(failed(missing))
})

test('C2: the failure of another call keeps its message, and no message is "[object Object]"', async () => {
  const messageOf = async (thrown: unknown) => {
    const { errorMessage } = await api({ run: () => Promise.reject(thrown) })().catch((failure) => failure)
    return errorMessage
  }
  expect(await messageOf({ error: 12, errorMessage: 'The server\nis gone.' })).toBe('The server is gone.')
  expect(await messageOf({ code: 5 })).toBe('It gives no reason.')
  expect(await messageOf('as a text')).toBe('as a text')
})

test('C3: changing the object that a callback gets does not affect the promise', async () => {
  const mutate = (result: Record<string, unknown>) => {
    // biome-ignore lint/suspicious/noThenProperty: a result that becomes a thenable is the case under test
    result.then = () => {}
    result.success = 'changed'
  }
  expect(await api()({ success: mutate })).toEqual(success)
})

test('C3: a call returns a promise for any arguments', async () => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  for (const options of [undefined, null, 0, 'text', Symbol('s'), 1n, [], () => {}, Object.freeze({ success: 1 })]) {
    expect(await api()(options)).toEqual(success)
  }
  await expect(api()(revoked.proxy)).rejects.toMatchObject({ error: 2, errorMessage: /"filePath" could not be read/ })
})

test('C3: a getter that throws makes the call fail, and the other callbacks are called', async () => {
  const seen: object[] = []
  const options = {
    get filePath(): string {
      throw new Error('no such thing')
    },
    fail: (failure: object) => seen.push(failure),
  }
  await expect(api()(options)).rejects.toEqual(seen[0] ?? { error: 2, errorMessage: expect.anything() })
  expect(seen).toEqual([{ error: 2, errorMessage: 'my.test: the option "filePath" could not be read: no such thing' }])
})

test('C3: each option is read once, before the call returns', async () => {
  const reads: PropertyKey[] = []
  const options = new Proxy(
    { filePath: 'a' },
    {
      get(target, key) {
        reads.push(key)
        return Reflect.get(target, key)
      },
    },
  )
  const promise = api()(options)
  expect(reads).toEqual(['filePath', 'success', 'fail', 'complete'])
  await promise
  expect(reads).toHaveLength(4)
})

test('C4: a callback that throws does not stop the call, and the error is uncaught', async () => {
  const log: string[] = []
  const uncaught = await uncaughtDuring(async () => {
    await api()({
      success: () => {
        log.push('success')
        throw new Error('bug in success')
      },
      complete: () => {
        log.push('complete')
        throw new Error('bug in complete')
      },
    })
    log.push('resolved')
  })
  expect(log).toEqual(['success', 'complete', 'resolved'])
  expect(uncaught).toEqual([new Error('bug in success'), new Error('bug in complete')])
})

test('C5: a failure is an unhandled rejection only without fail and complete', async () => {
  const ignore = (options: object) => async () => {
    api(fails)(options)
  }
  expect(await unhandledDuring(ignore({ fail: () => {} }))).toEqual([])
  expect(await unhandledDuring(ignore({ complete: () => {} }))).toEqual([])
  expect(await unhandledDuring(ignore({ success: () => {} }))).toEqual([denied])
  expect(await unhandledDuring(ignore({}))).toEqual([denied])
})

test('C44: the call, its callbacks and its failure are reported to the host', async () => {
  const events: MyEvent[] = []
  await record(
    api(fails, (event) => events.push(event)),
    { filePath: 'a' },
  )
  expect(events).toEqual([
    { type: 'called', call: 1, api: 'test', options: { filePath: 'a' } },
    { type: 'failed', call: 1, api: 'test', error: new SaveError('permission-denied', 'No.'), result: denied },
    { type: 'callback', call: 1, api: 'test', callback: 'fail', result: denied },
    { type: 'callback', call: 1, api: 'test', callback: 'complete', result: denied },
  ])
})
