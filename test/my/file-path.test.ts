import { expect, test } from 'vitest'
import { failure, failureOf, openApp, PNG, serve } from './app.ts'

const FOUR_KINDS = /network address .*temporary or cache file .*user file/

/** No path may cause any request, whatever its URL is. */
function openGuarded() {
  const fetched: string[] = []
  const app = openApp({
    network: {
      fetch: (input) => {
        fetched.push(String(input))
        return Promise.reject(new TypeError('must not be fetched'))
      },
    },
  })
  return { ...app, fetched }
}

test.each([
  'https://usr/a.png',
  'https://resource/a.image',
  'HTTPS://USR/a.png',
  'Https://Resource/a.image',
  '  https://usr/a.png\n',
  'https://usr',
  'https://usr:443/a.png',
  'https://usr:8443/a.png',
  'https://me@usr/a.png',
  'https://me:secret@resource/a.image',
  'https://example.com@usr/a.png',
  'https://example.com:secret@usr/a.png',
  'https://example.com:80@usr/a.png',
  'https://usr./a.png',
  'https://usr../a.png',
  'https://%75sr/a.png',
  'https://ｕｓｒ/a.png',
  'https://us\tr/a.png',
  'ht\ntps://usr/a.png',
  'https:usr/a.png',
  'https:/usr/a.png',
  'https:///usr/a.png',
  'https:\\\\usr\\a.png',
  'https://usr?a.png',
  'https://usr#a.png',
  'http://usr/a.png',
  'http://resource/a.image',
  'https://usr/../../a.png',
  'https://usr/%2e%2e/a.png',
  'https://usr/a%00.png',
  'https://usr//etc/passwd',
])('C24: %j never reaches the network', async (filePath) => {
  const { my, fetched } = openGuarded()
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath }))).toEqual(failure(17, /./))
  expect(fetched).toEqual([])
})

test.each(['https://usr', 'https://usr/', 'https://usr/.'])(
  'C23: %j is a folder, also before anything is in it',
  async (filePath) => {
    const { my } = openApp()
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath }))).toEqual(failure(17, /is a folder, not a file/))
  },
)

test.each(['https://usr/a.png', 'https://usr./a.png', 'https://RESOURCE/a.image', '//usr/a.png'])(
  'C24: a redirect to %s is refused',
  async (location) => {
    const { my, album } = openApp()
    const { url, requests } = await serve((_, response) => response.writeHead(302, { location }).end())
    const filePath = location.startsWith('//') ? `${url}/` : url
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath }))).toEqual(
      failure(17, /local file of a mini-program/),
    )
    expect(requests).toHaveLength(1)
    expect(album.photos).toEqual([])
  },
)

test.each([`data:image/png;base64,${PNG.toString('base64')}`, '  DATA:image/png;base64,x', 'data:,'])(
  'C26: %.30s… is refused, with what to do instead',
  async (filePath) => {
    const { my, fetched } = openGuarded()
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath }))).toEqual(failure(17, /my\.downloadFile first/))
    expect(fetched).toEqual([])
  },
)

test('C26: a huge data: URL is refused quickly, with a short message', async () => {
  const { my } = openApp()
  const filePath = `data:image/png;base64,${'A'.repeat(10_000_000)}`
  const { errorMessage } = await failureOf(my.saveImageToPhotosAlbum({ filePath }))
  expect(errorMessage.length).toBeLessThan(400)
})

test.each([
  'file:///tmp/a.png',
  'blob:https://example.com/1',
  '/image/a.png',
  'image/a.png',
  '../a.png',
  '/etc/passwd',
  'C:\\a.png',
  '\\\\server\\share\\a.png',
  'ftp://example.com/a.png',
  'javascript:alert(1)',
  'a.png',
  '//example.com/a.png',
  'ws://example.com/a.png',
  'wxfile://tmp_1.png',
])('C27: %s is refused, and the message names the four kinds', async (filePath) => {
  const { my, fetched } = openGuarded()
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath }))).toEqual(failure(17, FOUR_KINDS))
  expect(fetched).toEqual([])
})

test.each(['https://', 'http://', 'https://a b/', 'https://example.com:99999/a.png', 'https://[::/a.png'])(
  'C27: %s is not a valid URL, and the message shows one',
  async (filePath) => {
    const { my, fetched } = openGuarded()
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath }))).toEqual(
      failure(17, /^".*" is not a valid URL\. Use one such as https:/),
    )
    expect(fetched).toEqual([])
  },
)

test('C20: redirects are followed, if the host allows the address', async () => {
  const { url } = await serve((request, response) => {
    if (request.url === '/there') response.end(PNG)
    else response.writeHead(302, { location: '/there' }).end()
  })
  const asked: string[] = []
  const { my, album } = openApp({
    network: {
      allow: ({ pathname }) => {
        asked.push(pathname)
        return pathname !== '/never'
      },
    },
  })
  await my.saveImageToPhotosAlbum({ filePath: `${url}/here` })
  expect(album.photos).toHaveLength(1)
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: `${url}/never` }))).toEqual(failure(17, /never/))
  expect(asked).toEqual(['/here', '/there', '/never'])
})

test('C20: not found, not an image, too large and too slow are 17', async () => {
  const { url } = await serve((request, response) => {
    if (request.url === '/gone') response.writeHead(410).end()
    else if (request.url === '/page') response.writeHead(200, { 'content-type': 'image/png' }).end('<!doctype html>')
    else if (request.url === '/large') response.end(PNG)
    else response.write(PNG.subarray(0, 40))
  })
  const fails = async (path: string, why: RegExp, network = {}) => {
    const { my, album } = openApp({ network })
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: `${url}/${path}` }))).toEqual(failure(17, why))
    expect(album.photos).toEqual([])
  }
  await fails('gone', /410/)
  await fails('page', /HTML/)
  await fails('large', /70 bytes|69 bytes/, { maxBytes: 69 })
  await fails('slow', /50 ms/, { timeout: 50 })
})
