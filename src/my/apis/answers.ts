import { raceAbort } from '../../util/async.ts'
import type { Context } from '../api.ts'
import { ApiError, type Call } from '../call.ts'
import { UNKNOWN } from '../codes.ts'
import type { Screen } from '../screen.ts'

type Asking = {
  [Name in keyof Screen]: NonNullable<Screen[Name]> extends (...values: never[]) => unknown ? Name : never
}[keyof Screen]

/** Asks the user. Throws if the host cannot ask, since an invented answer would hide the problem. */
export async function answerOf<Name extends Asking & keyof Screen>(
  call: Call,
  { screen }: Context,
  api: string,
  method: Name,
  ...question: Parameters<NonNullable<Screen[Name]>>
): Promise<Awaited<ReturnType<NonNullable<Screen[Name]>>>> {
  const ask = screen[method] as ((...values: unknown[]) => unknown) | undefined
  if (!ask) {
    throw new ApiError(
      UNKNOWN,
      `my.${api}: nobody answers here. Set the answer "${method}": createMy({ screen: { ${method} } }), or device.answers.${method} in a test.`,
      {
        details: { code: 'nobody-answers', api, method },
      },
    )
  }
  return (await raceAbort(Reflect.apply(ask, screen, question), call.signal)) as never
}
