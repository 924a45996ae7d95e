/**
 * Builds the documentation site into site/dist: the README and the pages of docs/ in both languages, the API from the
 * types, and the playground.
 *
 *     npm run site              builds it
 *     npm run site -- --serve   builds it and serves it on localhost
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'

const root = fileURLToPath(new URL('..', import.meta.url))
const site = join(root, 'site')
const pages = join(site, 'pages')

/** Where files outside of docs/ can be read, such as the sources. GitHub Actions knows it. */
const { GITHUB_REPOSITORY, GITHUB_SHA = 'main' } = process.env
const sourceUrl = GITHUB_REPOSITORY && `https://github.com/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}`

install()
rmSync(pages, { recursive: true, force: true })
/** By their paths from docs/. */
const docs = [...globSync('**/*.md', { cwd: join(root, 'docs') }), '../README.md', '../README.zh-CN.md']
for (const page of docs) {
  const text = withSiteLinks(readFileSync(join(root, 'docs', page), 'utf8'), page)
  write(pathOnSite(page), text)
  // Readers stay in their language: a page that exists in English only is shown there as it is.
  const isTranslated = page.endsWith('.zh-CN.md') || docs.includes(page.replace(/\.md$/, '.zh-CN.md'))
  if (!isTranslated) write(`zh/${pathOnSite(page)}`, text.replace('\n', '\n\n> 本页暂无中文版。\n'))
}
cpSync(join(root, 'docs/pictures'), join(pages, 'public/pictures'), { recursive: true })
cpSync(join(root, 'simulator/public/icon.svg'), join(pages, 'public/icon.svg'))
cpSync(join(site, 'home'), pages, { recursive: true })
run('typedoc', '--options', 'typedoc.json')
cpSync(join(pages, 'api'), join(pages, 'zh/api'), { recursive: true })
run('vitepress', 'build')
// Into the site that VitePress has written.
runIn(root, 'vite', 'build', 'simulator', '--config', 'simulator/playground.config.ts', '--logLevel', 'warn')
if (process.argv.includes('--serve')) run('vitepress', 'preview')

function install(): void {
  if (existsSync(join(site, 'node_modules/esbuild-wasm')) && existsSync(join(site, 'node_modules/.bin/vitepress')))
    return
  console.log('Installing VitePress, TypeDoc and esbuild-wasm (165 MB) …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: site, stdio: 'inherit' })
  if (status !== 0) throw new Error('npm ci failed in site/. Check the connection to the npm registry.')
}

function write(path: string, text: string): void {
  const target = join(pages, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

function run(command: string, ...given: string[]): void {
  runIn(site, command, ...given)
}

/** Runs a command of the packages that are installed in this folder. */
function runIn(cwd: string, command: string, ...given: string[]): void {
  const { status } = spawnSync(join(cwd, 'node_modules/.bin', command), given, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

/**
 * `albums/s3.zh-CN.md` is `zh/albums/s3.md` on the site. A README is the page of its folder, except that of the
 * repository, since the site has a home page.
 */
function pathOnSite(page: string): string {
  const chinese = page.endsWith('.zh-CN.md')
  const path = page
    .replace('.zh-CN.md', '.md')
    .replace('../README.md', 'start.md')
    .replace(/README\.md$/, 'index.md')
  return chinese ? `zh/${path}` : path
}

/** Links between pages stay within their language; links to other files lead to the repository. */
function withSiteLinks(text: string, page: string): string {
  const folder = posix.dirname(pathOnSite(page))
  return (
    text
      .replace(/\b(src|srcset)="(?:\.\.\/|docs\/)*pictures\//g, '$1="/pictures/')
      // The site has a menu for the language.
      .replace(/^\[(简体中文|English|中文)\]\(\S+\.md\)\n/gm, '')
      .replace(/\s*\[(简体中文|English|中文)\]\(\S+\.md\)$/gm, '')
      .replace(/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (all, image, label, target) => {
        const [path = '', anchor] = target.split('#')
        if (/^[a-z]+:/i.test(target) || path === '') return all
        const file = posix.join('docs', posix.dirname(page), path)
        if (image) return `![${label}](/${file.slice('docs/'.length)})`
        // A link to a folder is one to its README.
        const linked = posix.relative('docs', file.endsWith('.md') ? file : posix.join(file, 'README.md'))
        const fragment = anchor ? `#${anchor}` : ''
        if (docs.includes(linked)) {
          const link = posix.relative(folder, pathOnSite(linked)) || posix.basename(pathOnSite(linked))
          return `[${label}](${link.startsWith('.') ? link : `./${link}`}${fragment})`
        }
        return sourceUrl ? `[${label}](${sourceUrl}/${file}${fragment})` : label
      })
  )
}
