import { consecutiveCalls } from '../my/consecutive-calls.ts'
import { createMyFrom, type MyHost } from '../my/create-my.ts'
import { createCurrentMy } from '../my/current-my.ts'
import type { Observe } from '../my/events.ts'
import { fileTwins } from '../my/file-twins.ts'
import type { My } from '../my/my.ts'
import type { TestDevice } from './test-device.ts'

/**
 * What is under way belongs to an epoch, which a signal stands for: once that has aborted, nothing of it reaches the
 * next test. As on a phone that was switched off, connections end, nobody is called back, and promises stay open.
 */
export interface Epochs {
  readonly epoch: AbortSignal
  /** The `my` of this epoch and of the device as it is now. */
  current(): My
  next(): void
}

/** What all `my` of one epoch share. Each has an observer of its own, since each counts its calls from one. */
type Shared = Omit<MyHost, 'observe'> & { observe(): Observe }

export function createEpochs(device: TestDevice, begin: (epoch: AbortSignal) => Shared): Epochs {
  let open = start()

  function start() {
    const over = new AbortController()
    const { signal } = over
    const overlapping = consecutiveCalls()
    const shared = begin(signal)

    function make(changedItself: () => void): My {
      const { platform, SDKVersion, clientVersion, language } = device
      return createMyFrom({
        ...shared,
        fileTwins,
        client: { platform, SDKVersion, clientVersion, language },
        permissionMemory: {
          read: () => (device.permission === 'prompt' ? undefined : device.permission),
          write(decision) {
            if (signal.aborted) return
            device.permission = decision
            changedItself()
          },
        },
        defect(api) {
          const isLost = device.defects.consecutiveCalls ? overlapping(api) : undefined
          return (callback) => signal.aborted || (isLost?.(callback) ?? false)
        },
        observe: shared.observe(),
      })
    }
    const { current, dispose } = createCurrentMy(() => stateOf(device), make)
    return {
      epoch: signal,
      current,
      end() {
        over.abort()
        void dispose()
      },
    }
  }

  return {
    get epoch() {
      return open.epoch
    },
    current: () => open.current(),
    next() {
      open.end()
      open = start()
    },
  }
}

/** What a `my` cannot change any more once it was made. */
function stateOf({ platform, SDKVersion, clientVersion, language, permission }: TestDevice): string {
  return [platform, SDKVersion, clientVersion, language, permission].join()
}
