import { expect, test } from 'vitest'
import { PNG } from '../my/app.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const files = {
  'app.json': JSON.stringify({ pages: ['pages/index'] }),
  'pages/index.axml': '<view />',
  'pages/index.js': `
    const tell = (name, call, show) => call.then(
      (result) => console.log(name, show(result)),
      (failure) => console.log(name, 'failed with', failure.error, failure.errorMessage),
    )
    Page({
      async onReady() {
        const files = my.getFileSystemManager()
        await tell('text', files.readFile({ filePath: 'resource/a.json', encoding: 'utf8' }), ({ data }) => data)
        await tell('picture', my.getImageInfo({ src: '/image/a.png' }), ({ path, width }) => width > 0)
        await tell('stat', files.stat({ path: my.env.USER_DATA_PATH }), ({ stats }) => stats.isDirectory())
        await tell('not listed', my.getImageInfo({ src: '/secret/a.png' }), () => 'read')
        await tell('not there', my.getImageInfo({ src: '/image/none.png' }), () => 'read')
        await tell('saved', my.saveImage({ url: '/image/a.png' }), () => 'a.png')
      },
    })`,
  'image/a.png': PNG,
  'secret/a.png': PNG,
  'resource/a.json': '{"a":1}',
  'mini.project.json': JSON.stringify({ include: ['image/*.png', 'resource/*'] }),
}

test('C42, C46: an app can read the listed files of its package, and no others', async () => {
  const { log } = await openPhone({ target: project(files).root, link: 'permission=granted' })
  for (const line of [
    'text {"a":1}',
    'picture true',
    'stat true',
    'not listed failed with 12',
    'not there failed with 12',
    'saved a.png',
  ])
    await log.getByText(line).first().waitFor()
  expect(await log.getByText('failed with').count()).toBe(2)
})
