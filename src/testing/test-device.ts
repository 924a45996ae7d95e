import { createClient } from '../my/client.ts'
import type { Platform } from '../my/codes.ts'
import type { AuthSetting, ConfirmOptions } from '../my/screen.ts'
import type { MaybePromise, PermissionState } from '../types.ts'

/** What the person answers: always the same, or decided per question, as late as the test wants. */
export type Answer<Question, Value> = Value | ((question: Question) => MaybePromise<Value>)

/** The phone, and the person who holds it. Whatever is changed holds from the next call on. */
export interface TestDevice {
  /** `iOS` unless told otherwise. The codes of `Android` say less (C10). */
  platform: Platform
  /** Of the base library. An API that came later is not there (C11). */
  SDKVersion: string
  /** Of the Alipay app (C12). */
  clientVersion: string
  language: string
  /** What the app is allowed: `prompt` until the person was asked. The answer is written here. */
  permission: PermissionState
  /** In bytes: what is left for photos. Each takes its own size. Without bounds unless told otherwise. */
  freeStorage: number
  /** Known defects of phones, off unless switched on. */
  readonly defects: {
    /** Of overlapping saves, only the first that succeeds calls its `success` (C14). */
    consecutiveCalls: boolean
  }
  readonly answers: {
    /** May the app save to the album? The question is the app's own reason (C30). `granted` unless told otherwise. */
    permission: Answer<string | undefined, PermissionState>
    /** To `my.confirm`. True unless told otherwise. */
    confirm: Answer<ConfirmOptions, boolean>
    /** What the person leaves the settings at (C31). As they were, unless told otherwise. */
    settings: Answer<AuthSetting, AuthSetting>
  }
}

/** How a device starts out. */
export type DeviceOptions = Partial<Omit<TestDevice, 'defects' | 'answers'>> & {
  readonly defects?: Partial<TestDevice['defects']>
  readonly answers?: Partial<TestDevice['answers']>
}

export function createTestDevice(options: DeviceOptions = {}): TestDevice & { reset(): void } {
  const { defects, answers, ...levers } = options
  const start = () => ({
    ...createClient(),
    permission: 'prompt' as const,
    freeStorage: Number.POSITIVE_INFINITY,
    ...levers,
    defects: { consecutiveCalls: false, ...defects },
    answers: {
      permission: 'granted' as const,
      confirm: true,
      settings: (current: AuthSetting) => current,
      ...answers,
    },
  })
  const device = {
    ...start(),
    reset() {
      const { defects, answers, ...levers } = start()
      Object.assign(device, levers)
      Object.assign(device.defects, defects)
      Object.assign(device.answers, answers)
    },
  }
  return device
}

/** The answer to one question. */
export function ask<Question, Value>(answer: Answer<Question, Value>, question: Question): MaybePromise<Value> {
  return typeof answer === 'function' ? (answer as (question: Question) => MaybePromise<Value>)(question) : answer
}
