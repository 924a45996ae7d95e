import { memory } from 'photosalbum/node'
import { expect, it, onTestFinished, vi } from 'vitest'
import { Attempts } from '../../src/cli/save/attempts.ts'
import { inputsOf } from '../../src/cli/save/inputs.ts'
import { createJob, networkOf, saveOne } from '../../src/cli/save.ts'
import { startServer } from '../fixtures/https-server.ts'
import { png } from './pictures.ts'

const events = vi.hoisted((): string[] => [])

vi.mock('../../src/node/http-client.ts', (load) => {
  events.push('the client is loaded')
  return load()
})

class RecordedAttempts extends Attempts {
  override turn(signal: AbortSignal): Promise<void> {
    events.push('its turn')
    return super.turn(signal)
  }
}

it('--rate: the wait begins with the first request, however long its client takes to load', async () => {
  const server = await startServer(
    (_request, response) => {
      events.push('the request')
      response.end(png)
    },
    { as: 'http' },
  )
  onTestFinished(() => server.close())
  const [input] = await inputsOf(`${server.origin}/a.png`, networkOf({ jobs: 1 }))
  if (!input) throw new Error('There is no input.')
  const job = createJob(input, undefined)
  const { signal } = new AbortController()
  await saveOne(job, { album: memory(), signal, attempts: new RecordedAttempts({ interval: 1 }) })
  expect(job.result).toMatchObject({ outcome: 'stored' })
  expect(events).toEqual(['the client is loaded', 'its turn', 'the request'])
})
