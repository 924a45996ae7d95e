import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf, createBucket, keysIn } from '../albums/bucket-under-test.ts'
import { computer } from '../cli/command.ts'
import { png } from '../cli/pictures.ts'
import { type DavServer, startDav } from './servers/dav.ts'
import { type Radosgw, startRadosgw } from './servers/radosgw.ts'

let s3: Radosgw
let dav: DavServer
beforeAll(async () => {
  s3 = await startRadosgw()
  dav = await startDav('apache')
})
afterAll(async () => {
  await s3.stop()
  await dav.stop()
})

const keys = () => ({ AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey })
/** The month of a save. */
const MONTH = /\d{4}\/\d\d\//

it('saves to a bucket, with the endpoint and the credentials of the environment', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const bucket = await createBucket(s3)
  const env = { ...keys(), AWS_ENDPOINT_URL: s3.endpoint }
  const { code, out, err } = await photosalbum(['save', '--album', `s3://${bucket}/trip`, 'a.png', 'a.png'], { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.replace(MONTH, '')).toContain(`Saved s3://${bucket}/trip/a.png (PNG, `)
  const found = (await keysIn(clientOf(s3), bucket)).map((key) => key.replace(MONTH, ''))
  expect(found.sort()).toEqual(['trip/a (2).png', 'trip/a.png'])
})

it('reads the files of the AWS command line, and takes folders from the URL', async () => {
  const { path, write, photosalbum } = await computer()
  const bucket = await createBucket(s3)
  await mkdir(path('.aws'))
  await write({
    'a.png': png,
    // A host name, since with an IP address the bucket is part of the path in any case.
    '.aws/config': `[profile ceph]\nregion = us-east-1\nendpoint_url = ${s3.endpoint.replace('127.0.0.1', 'localhost')}\n`,
    '.aws/credentials': `[ceph]\naws_access_key_id = ${s3.accessKeyId}\naws_secret_access_key = ${s3.secretAccessKey}\n`,
  })
  const env = { AWS_PROFILE: 'ceph' }
  const { code, err } = await photosalbum(['save', '--album', `s3://${bucket}?folders=none`, 'a.png'], { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(await keysIn(clientOf(s3), bucket)).toEqual(['a.png'])
})

it.for<[string, (url: string) => string, NodeJS.ProcessEnv, string?]>([
  ['the environment', (url) => url, { WEBDAV_USERNAME: 'mei', WEBDAV_PASSWORD: 'se%cret&1' }],
  ['the URL', (url) => url.replace('//', '//mei:se%25cret&1@'), {}],
  [
    '~/.netrc',
    (url) => url,
    {},
    'machine other login x password y\nmachine 127.0.0.1 login mei\n  password se%cret&1\n',
  ],
])('saves to a WebDAV folder, with the login of %s', async ([from, urlWith, env, netrc]) => {
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png, ...(netrc && { '.netrc': netrc }) })
  const folder = `/${encodeURIComponent(from)}`
  const album = `webdav+${urlWith(dav.login.url)}${folder}?folders=none`
  const { code, out, err } = await photosalbum(['save', '--album', album, 'a.png'], { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain(`Saved ${dav.login.url}/${from}/a.png (PNG, `)
  expect(out + err).not.toContain('cret&1')
})

it('doctor: looks at an album on a server, and prints no secret', async () => {
  const { photosalbum } = await computer()
  const bucket = await createBucket(s3)
  const good = { ...keys(), AWS_ENDPOINT_URL: s3.endpoint }
  const fine = await photosalbum(['doctor', '--album', `s3://${bucket}/trip`], { env: good })
  expect(fine).toMatchObject({ code: 0, err: '' })
  expect(fine.out).toContain(`s3://${bucket}/trip`)

  const env = { ...good, AWS_SECRET_ACCESS_KEY: 'a wrong one' }
  const wrong = await photosalbum(['doctor', '--album', `s3://${bucket}`], { env })
  expect(wrong.code).toBe(1)
  expect(wrong.out).toMatch(/^Problem +Cannot use s3:.*does not accept the credentials \(SignatureDoesNotMatch\)/m)
  expect(wrong.out).not.toContain('a wrong one')
  const chinese = await photosalbum(['doctor', '--album', `s3://${bucket}`, '--lang', 'zh'], { env })
  expect(chinese.out).toMatch(/^问题 +无法使用 s3:.*服务器不接受登录凭证（SignatureDoesNotMatch）。/m)

  const login = await photosalbum(['doctor', '--album', `webdav+${dav.login.url}/x`, '--json'])
  expect(JSON.parse(login.out)).toMatchObject({
    album: 'webdav',
    location: `${dav.login.url}/x`,
    problems: [{ details: { code: 'server-album', problem: 'no-credentials' } }],
  })
})

it.each([
  ['s3://photos', '@aws-sdk/client-s3'],
  ['webdav+http://127.0.0.1:9/', 'webdav'],
])('--album %s: says what to install where its package is missing', async (album, name) => {
  const { path, write, shell } = await computer()
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
  const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))
  // What `npm install photosalbum` brings.
  const installed = path('node_modules/photosalbum')
  await mkdir(installed, { recursive: true })
  await cp(dist, join(installed, 'dist'), { recursive: true })
  await cp(new URL('../../package.json', import.meta.url), join(installed, 'package.json'))
  for (const dependency of ['env-paths', 'is-safe-filename', 'esbuild'])
    await symlink(join(modules, dependency), path(`node_modules/${dependency}`)).catch(() => {})
  await write({ 'a.png': png })
  await writeFile(path('package.json'), '{ "private": true }')
  const { code, err } = await shell(
    `"${process.execPath}" node_modules/photosalbum/dist/cli/start.cjs save --album ${album} a.png`,
  ).ended
  expect(code).toBe(1)
  expect(err).toContain(`needs the package ${name}, which is not installed. Install it: npm install ${name}`)
})

it.each(['nonsense', 'ftp://example.com'])('names the endpoint %s, which is no URL of a server', async (endpoint) => {
  const { write, photosalbum } = await computer()
  await write({ 'a.png': png })
  const env = { ...keys(), AWS_ENDPOINT_URL: endpoint }
  const { code, err } = await photosalbum(['save', '--album', 's3://photos', 'a.png'], { env })
  expect({ code, err }).toEqual({
    code: 1,
    err: 'photosalbum: Cannot save a.png to s3://photos: the endpoint is not a URL. Set AWS_ENDPOINT_URL, or endpoint, to one such as https://s3.example.com.\n',
  })
})
