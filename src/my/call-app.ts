/** Calls an app's callback. What it throws surfaces as its own bug would, and stops nothing of ours (C4). */
export function callApp(callback: (value: never) => unknown, value: unknown): void {
  try {
    Reflect.apply(callback, undefined, [value])
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown
    })
  }
}
