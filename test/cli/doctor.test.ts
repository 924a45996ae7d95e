import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { needs } from '../node/fault.ts'
import { sample } from '../setup/counts.ts'
import { computer } from './command.ts'

it('reports which album this computer has, where, and that photos can be saved', async () => {
  const { path, list, photosalbum } = await computer()
  const { code, out, err } = await photosalbum(['doctor'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^Album +the Pictures folder$/m)
  expect(out).toContain(`${path('Pictures')} (created with the first photo)`)
  expect(out).toMatch(/^Writable +yes$/m)
  expect(out).toMatch(/^Free space +[\d.]+ [kMGT]B$/m)
  expect(await list('Pictures')).toEqual([])
})

it('--json: prints the report as JSON', async () => {
  const { path, photosalbum } = await computer()
  const { out } = await photosalbum(['doctor', '--json'])
  expect(JSON.parse(out)).toMatchObject({
    album: 'directory',
    location: path('Pictures'),
    exists: false,
    writable: 'yes',
    problems: [],
  })
})

it('reports a problem with its remedy, and exits with 1', async () => {
  const { write, photosalbum } = await computer()
  await write({ Pictures: 'a file where the folder should be' })
  const { code, out } = await photosalbum(['doctor'])
  expect(code).toBe(1)
  expect(out).toMatch(/^Problem +.*is a file/m)
  expect(out).toMatch(/^Remedy +\S/m)
  expect((await photosalbum(['doctor', '--json'])).code).toBe(1)
})

it('prints Chinese in a Chinese environment', async () => {
  const { path, write, photosalbum } = await computer()
  await write({ Pictures: 'a file where the folder should be' })
  const { code, out } = await photosalbum(['doctor'], { env: { LANG: 'zh_CN.UTF-8' } })
  expect(code).toBe(1)
  expect(out).toMatch(/^相册 {6}“图片”文件夹$/m)
  expect(out).toContain(`\n问题      ${path('Pictures')} 应为目录，但它是一个文件。请移走该文件，或换一个目录。\n`)
  expect(out).not.toMatch(/[a-z]{4,} [a-z]{4,} [a-z]{4,}/)
})

it('reports a link to a missing disk, and a link to itself', async () => {
  const { path, photosalbum } = await computer()
  await symlink('/no/such/disk', path('Pictures'))
  const { code, out } = await photosalbum(['doctor'])
  expect(code).toBe(1)
  expect(out).toMatch(/^Writable +no$/m)
  expect(out).toMatch(
    /^Problem +\/.*Pictures is a symbolic link to \/no\/such\/disk, which does not exist\.\nRemedy +\S/m,
  )
  await rm(path('Pictures'))
  await symlink('Pictures', path('Pictures'))
  expect((await photosalbum(['doctor'])).out).toMatch(
    /^Problem .*leads back to itself.*\nRemedy +Choose another folder\.$/m,
  )
})

it('"Also available" names only what --album accepts', async () => {
  const { photosalbum } = await computer()
  const { out } = await photosalbum(['doctor'])
  expect(out).toMatch(/Also available\n {2}any folder: photosalbum save --album FOLDER/)
  expect(out).not.toMatch(/^ *(memory|directory)\b/m)
})

it('names the albums on servers, and checks them', async () => {
  const { photosalbum } = await computer()
  const others = async (...args: string[]) => (await photosalbum(['doctor', ...args])).out.split('\n\n').at(-1)
  expect(await others()).toMatch(
    /^ {2}a bucket \(S3\): photosalbum save --album s3:\/\/BUCKET\/PREFIX, or in a program/m,
  )
  expect(await others()).toMatch(/^ {2}a folder on a WebDAV server: photosalbum save --album webdav\+https:\/\/HOST/m)
  expect(await others('--lang', 'zh')).toMatch(/^ {2}S3 存储桶：photosalbum save --album s3:\/\/存储桶\/前缀/m)
  const { alternatives } = JSON.parse((await photosalbum(['doctor', '--json'])).out)
  expect(alternatives.map(({ album }: { album: string }) => album)).toEqual(['directory', 's3', 'webdav', 'memory'])
})

it('checks a bucket, with and without a prefix', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'photosalbum-s3-'))
  const server = new S3rver({
    directory,
    port: 0,
    address: '127.0.0.1',
    silent: true,
    configureBuckets: [{ name: 'photos', configs: [] }],
  })
  const { port } = (await server.run()) as { port: number }
  onTestFinished(async () => {
    await server.close()
    await rm(directory, { recursive: true })
  })
  const { photosalbum } = await computer()
  const endpoint = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }
  const env = { ...endpoint, AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }
  for (const album of sample(1, ['s3://photos', 's3://photos/', 's3://photos/trip'])) {
    const { code, out, err } = await photosalbum(['doctor', '--album', album], { env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Album       a bucket (S3)\n')
  }
  expect((await photosalbum(['doctor', '--lang', 'zh', '--album', 's3://photos'], { env })).out).toContain(
    '相册      S3 存储桶\n',
  )

  const profile = { ...endpoint, AWS_PROFILE: 'nope' }
  const unknown = await photosalbum(['doctor', '--album', 's3://photos'], { env: profile })
  expect(unknown).toMatchObject({ code: 1, err: '' })
  expect(unknown.out).toMatch(
    /^Problem {5}Cannot use s3:\/\/photos: the profile does not exist, or has no credentials \(nope\)\. Check AWS_PROFILE, and the files in ~\/\.aws\.$/m,
  )
  const chinese = await photosalbum(['doctor', '--lang', 'zh', '--album', 's3://photos'], { env: profile })
  expect(chinese.out).toContain(
    '指定的 profile 不存在，或其中没有登录凭证（nope）。请检查 AWS_PROFILE 和 ~/.aws 中的文件。',
  )
})

it.each([
  ['the profile', '[profile nas]\nendpoint_url = ORIGIN\n'],
  ['its services', '[profile nas]\nservices = home\n[services home]\ns3 =\n  endpoint_url = ORIGIN\n'],
])('finds the bucket in the path of a server that only %s names', async (_where, config) => {
  const paths: string[] = []
  const server = await startServer(
    (request, response) => {
      paths.push(request.url ?? '')
      response.end('<ListBucketResult><Name>photos</Name></ListBucketResult>')
    },
    { as: 'http' },
  )
  onTestFinished(() => server.close())
  const { write, photosalbum } = await computer()
  await write({
    '.aws/config': config.replace('ORIGIN', `http://localhost:${server.port}`),
    '.aws/credentials': '[nas]\naws_access_key_id = a\naws_secret_access_key = b\n',
  })
  // The package of Amazon would warn about these keys.
  const env = { AWS_PROFILE: 'nas', AWS_ACCESS_KEY_ID: 'other', AWS_SECRET_ACCESS_KEY: 'other' }
  expect(await photosalbum(['doctor', '--album', 's3://photos'], { env })).toMatchObject({ code: 0, err: '' })
  expect(paths).toEqual([expect.stringMatching(/^\/photos[/?]/)])
})

describe('free space on the disk', () => {
  const LITTLE =
    /^Warning +The disk of .* has less than 50 MB of space left\.\nRemedy +Free some space, or choose another folder/m

  it.for(
    sample(2, [
      ['little is a warning', 'size=20m', ':', 0, 'yes', '21 MB', LITTLE],
      [
        'few files is a warning',
        'size=90m,nr_inodes=9',
        ':',
        0,
        'yes',
        '94.4 MB',
        /^Warning .* fewer than 50 more files\.$/m,
      ],
      [
        'none is a problem',
        'size=1m',
        'head -c 2m /dev/zero > disk/x',
        1,
        'no',
        '0 B',
        /^Problem .* no space left\.$/m,
      ],
      [
        'none for files is a problem',
        'size=90m,nr_inodes=2',
        'touch disk/x',
        1,
        'no',
        '94.4 MB, but no more files can be created',
        /^Problem .* can hold no more files, however small\.\nRemedy +Delete files there, or choose another folder/m,
      ],
    ] as const),
  )('%s', async ([, size, fill, code, writable, room, says], context) => {
    needs(context, 'mount')
    const { path, shell } = await computer()
    await mkdir(path('disk'))
    const inside = `mount -t tmpfs -o ${size} tmpfs disk; ${fill} 2>&-; HOME=$PWD/disk photosalbum doctor`
    const { out, ...ended } = await shell(`export -f photosalbum; unshare -m bash -c '${inside}'`).ended
    expect(ended).toEqual({ code, err: '' })
    expect(out).toMatch(new RegExp(`^Writable +${writable}$`, 'm'))
    expect(out).toMatch(new RegExp(`^Free space +${room}$`, 'm'))
    expect(out).toMatch(says)
  })
})
