import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export type DavEngine = 'apache' | 'nginx' | 'rclone'

/** A WebDAV server, its one user, and the folder on this disk that it serves. */
export interface DavServer {
  /** What the album needs to know. */
  readonly login: { readonly url: string; readonly username: string; readonly password: string }
  readonly folder: string
  readonly process: ChildProcess
  /** The photos below a folder on the server. */
  photos(path?: string): Promise<{ name: string; path: string; bytes: Uint8Array }[]>
  /** How many photos there are. */
  count(path?: string): Promise<number>
  /** What is left of uploads. */
  leftovers(path?: string): Promise<string[]>
  stop(): Promise<void>
}

const [username, password] = ['mei', 'se%cret&1']
/** As root, servers serve as another user. */
const isRoot = process.getuid?.() === 0
const WWW_DATA = 33

/** Starts a server. With `megabytes`, its folder is a disk of that size, which takes root. */
export async function startDav(engine: DavEngine, { megabytes }: { megabytes?: number } = {}): Promise<DavServer> {
  const home = await mkdtemp(join(tmpdir(), `photosalbum-${engine}-`))
  const folder = join(home, 'files')
  await mkdir(folder)
  if (megabytes !== undefined) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  const temporary = join(megabytes === undefined ? home : folder, 'temporary')
  for (const path of [join(home, 'lock'), temporary]) await mkdir(path)
  if (isRoot) for (const path of [home, folder, join(home, 'lock'), temporary]) await chown(path, WWW_DATA, WWW_DATA)
  const port = await freePort()
  const digest = createHash('sha1').update(password).digest('base64')
  await writeFile(join(home, 'htpasswd'), `${username}:{SHA}${digest}\n`)
  const commands: Record<DavEngine, () => [string, string[]]> = {
    apache: () => ['apache2', ['-f', join(home, 'apache.conf'), '-DFOREGROUND']],
    nginx: () => ['nginx', ['-c', join(home, 'nginx.conf'), '-e', join(home, 'log')]],
    rclone: () => [
      'rclone',
      ['serve', 'webdav', folder, '--addr', `127.0.0.1:${port}`, '--user', username, '--pass', password],
    ],
  }
  await writeFile(join(home, 'apache.conf'), apacheConfig(home, folder, port))
  await writeFile(join(home, 'nginx.conf'), nginxConfig(home, folder, temporary, port))
  const [command, args] = commands[engine]()
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, RCLONE_CONFIG: join(home, 'rclone.conf') }
  // In a group of its own, with the workers that it starts.
  const child = spawn(command, args, { stdio: 'ignore', env, detached: true })
  const url = `http://127.0.0.1:${port}`
  await answers(url, child)
  const files = async (path: string) => {
    const entries = await readdir(join(folder, path), { recursive: true, withFileTypes: true }).catch(() => [])
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }
  const isStaged = (path: string) => path.includes('/.photosalbum/')
  const photosIn = async (path: string) =>
    (await files(path)).filter((file) => !isStaged(file) && !file.startsWith(`${temporary}/`))
  return {
    login: { url, username, password },
    folder,
    process: child,
    async photos(path = '') {
      return Promise.all(
        (await photosIn(path)).map(async (file) => ({
          name: basename(file),
          path: file.slice(folder.length),
          bytes: new Uint8Array(await readFile(file)),
        })),
      )
    },
    count: async (path = '') => (await photosIn(path)).length,
    leftovers: async (path = '') => (await files(path)).filter(isStaged),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(-(child.pid as number), 'SIGKILL')
        await once(child, 'exit')
      }
      if (megabytes !== undefined) execFileSync('umount', ['--lazy', folder])
      await rm(home, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}.`)
    try {
      await (await fetch(url)).arrayBuffer()
      return
    } catch (error) {
      if (attempt === 600) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const apacheConfig = (home: string, folder: string, port: number) => `
ServerRoot ${home}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${home}/apache.pid
ErrorLog ${home}/log
${['mpm_event', 'authz_core', 'authz_user', 'authn_core', 'authn_file', 'auth_basic', 'dav', 'dav_fs']
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
${isRoot ? 'User www-data\nGroup www-data' : ''}
DavLockDB ${home}/lock/db
DocumentRoot ${folder}
<Directory ${folder}>
  Dav On
  AuthType Basic
  AuthName photos
  AuthUserFile ${home}/htpasswd
  Require valid-user
</Directory>
`

const nginxConfig = (home: string, folder: string, temporary: string, port: number) => `
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
${isRoot ? 'user www-data;' : ''}
daemon off;
pid ${home}/nginx.pid;
error_log ${home}/log;
events {}
http {
  access_log off;
  client_body_temp_path ${temporary};
  ${['proxy', 'fastcgi', 'scgi', 'uwsgi'].map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
  dav_ext_lock_zone zone=locks:1m;
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 0;
    auth_basic photos;
    auth_basic_user_file ${home}/htpasswd;
    location / {
      root ${folder};
      dav_methods PUT DELETE MKCOL COPY MOVE;
      dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
      dav_ext_lock zone=locks;
      create_full_put_path off;
      dav_access user:rw group:rw all:r;
    }
  }
}
`
