import { afterEach, expect, test } from 'vitest'
import { opfsStore } from '../../src/app-files/stores/opfs-store.ts'
import { describeStore } from '../app-files/store-suite.ts'
import { emptyPrivateFiles } from './private-files.ts'

afterEach(emptyPrivateFiles)
describeStore('OPFS', () => opfsStore('app'))

test('the errors of a browser become one sentence each', async () => {
  const store = opfsStore('app')
  await store.mkdir('user')
  await store.mkdir('user/a')
  await expect(store.rmdir('user')).rejects.toMatchObject({
    kind: 'not-empty',
    message: expect.stringContaining('not empty'),
  })
  await expect(store.read('user/b')).rejects.toMatchObject({ message: expect.not.stringMatching(/\.\.$/) })
})
