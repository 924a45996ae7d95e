import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openProject } from '../../src/mini-program/project.ts'
import { onePage, openApp, writeProject } from './setup/open-app.ts'

async function compile(folder: string) {
  const project = await openProject(folder)
  onTestFinished(() => project.dispose())
  return { project, program: await project.compile() }
}

test('C50: miniprogramRoot is the folder of the app, and aliases refer to folders', async () => {
  const app = await openApp({
    'mini.project.json': {
      format: 2,
      miniprogramRoot: 'dist',
      compileOptions: { resolveAlias: { 'lib/*': './shared/*' } },
    },
    'dist/app.json': { pages: ['index'] },
    'dist/app.js': 'App({})',
    'dist/index.axml': '<import src="lib/t.axml" /><template is="t" data="{{n}}" />',
    'dist/index.js': `import n from 'lib/n'\nPage({ data: { n } })`,
    'shared/n.js': 'export default 4',
    'shared/t.axml': '<template name="t"><view>{{n}}</view></template>',
  })
  expect(app.texts()).toEqual(['4'])
  expect(app.problems).toEqual([])
})

test('C50: a project has pages of sub-packages, components of the app, and a window configuration for each page', async () => {
  const { program } = await compile(
    writeProject({
      'app.json': {
        pages: ['a', '/b'],
        subPackages: [{ root: 'more/', pages: ['c'] }],
        subpackages: [{ root: 'more', pages: ['d'] }],
        window: { defaultTitle: 'App' },
        usingComponents: { 'x-x': '/x' },
        tabBar: { items: [{ pagePath: 'a', name: 'A' }] },
        permission: { 'scope.writePhotosAlbum': { desc: 'to save' } },
      },
      'a.axml': '<x-x />',
      'a.json': { defaultTitle: 'Own' },
      'b.js': 'Page({})',
      'more/c.axml': '',
      'more/d.axml': '',
      'x.json': { component: true },
      'x.axml': '',
    }),
  )
  expect(program.pages).toEqual(['a', 'b', 'more/c', 'more/d'])
  expect(program.units.a).toMatchObject({ kind: 'page', components: { 'x-x': 'x' }, config: { defaultTitle: 'Own' } })
  expect(program.units.x).toMatchObject({ kind: 'component', template: 'x.axml' })
  expect(program.app).toMatchObject({ window: { defaultTitle: 'App' }, permission: { 'scope.writePhotosAlbum': {} } })
})

// Official pages: app.json, entryPagePath; 占位组件.
test('C50: entryPagePath sets the first page, and placeholders replace components of plugins', async () => {
  const app = await openApp({
    'app.json': { pages: ['a', 'b'], entryPagePath: '/b' },
    'a.axml': 'a',
    'b.axml': '<lazy-box>b</lazy-box>',
    'b.json': {
      usingComponents: { 'lazy-box': 'plugin://some/box', 'x-x': '/x' },
      componentPlaceholder: { 'lazy-box': 'x-x' },
    },
    'b.js': 'Page({})',
    'x.json': { component: true },
    'x.axml': '<view>loading</view>',
    'x.js': 'Component({})',
  })
  expect(app.texts()).toEqual(['loading'])
  expect(app.problems.map(({ message }) => message)).toEqual([
    '<lazy-box> is part of a plugin. Plugins are not simulated.',
  ])
})

test.each([[{ textColor: '#555' }], [{ items: {} }], ['none']])(
  'C50: a tab bar without items is none: %j',
  async (tabBar) => {
    const app = await openApp({
      'app.json': { pages: ['a'], tabBar },
      'a.axml': '<text>shown</text>',
      'a.js': 'Page({})',
    })
    expect(app.texts()).toEqual(['shown'])
    expect(app.problems).toEqual([])
  },
)

test('C50: an empty JSON file has no effect', async () => {
  const files = { 'app.json': { pages: ['a'] }, 'a.axml': '<text>shown</text>', 'a.js': 'Page({})', 'a.json': ' \n' }
  const { program } = await compile(writeProject(files))
  expect(program.problems).toEqual([])
})

test('C50: errors in JSON and paths are reported with their position', async () => {
  const { program } = await compile(
    writeProject({
      'app.json':
        '{\n  // a comment\n  "pages": ["a", "gone"],\n  "tabBar": { "items": [{ "pagePath": "away", "name": "Away" }] },\n}',
      'a.axml': '<import src="none.axml" />\n<include src="/none" />\n<x-x />',
      'a.json': { usingComponents: { 'x-x': '/none/x', 'y-y': 'plugin://y/y' } },
      'b.json': '{',
    }),
  )
  expect(program.pages).toEqual(['a'])
  expect(program.problems).toMatchObject([
    { severity: 'warning', file: 'app.json', line: 2, column: 3, message: expect.stringContaining('not valid JSON') },
    { message: 'The page "gone" is listed in app.json, but there is no gone.axml and no gone.js.' },
    { message: 'The tab bar leads to "away", which is not among the pages in app.json.' },
    { message: 'There is no component "/none/x" for <x-x>.', file: 'a.json', line: 1 },
    { severity: 'warning', message: '<y-y> is part of a plugin. Plugins are not simulated.' },
    { message: 'There is no "none.axml".', file: 'a.axml', line: 1, column: 1 },
    { message: 'There is no "/none".', file: 'a.axml', line: 2, column: 1 },
  ])
})

test('C50: a folder without app.json is reported with the remedy', async () => {
  const folder = writeProject({ 'dist/app.json': { pages: [] }, 'package.json': {} })
  const { program } = await compile(folder)
  expect(program.problems).toMatchObject([
    {
      message: `There is no app.json in ${folder}. There is one in "dist": open that folder, or set miniprogramRoot in mini.project.json.`,
    },
  ])
})

test('C50: changed files are compiled again', async () => {
  const folder = writeProject(
    onePage('<view>{{n}}</view>', `import n from './n'\nPage({ data: { n } })`, {
      'pages/index/n.js': 'export default 1',
    }),
  )
  const { project, program } = await compile(folder)
  writeFileSync(join(folder, 'pages/index/n.js'), 'export default =')
  const broken = await project.compile()
  expect(broken.problems).toMatchObject([{ file: 'pages/index/n.js', line: 1 }])
  writeFileSync(join(folder, 'pages/index/n.js'), 'export default 2')
  writeFileSync(join(folder, 'pages/index/index.axml'), '<text>{{n}}</text>')
  const fixed = await project.compile()
  expect(fixed.problems).toEqual([])
  expect(fixed.code).not.toBe(program.code)
  expect(fixed.templates['pages/index/index.axml']?.nodes[0]).toMatchObject({ tag: 'text' })
})

test('C53: style sheets are compiled: page lengths, component names, imports, pictures and errors', async () => {
  const { program } = await compile(
    writeProject(
      onePage('<view />', 'Page({})', {
        'app.acss':
          '@import "./base.acss";\npage { width: 750rpx; padding: -1.5rpx calc(100% - 20rpx); font-size: .34rem }\n@media (min-width: 100rpx) { view > .text::after { content: "9rpx" } }\n@media only screen and (max-width: 9px) and (orientation: portrait), (height > 5px) { a { b: c } }\n@media screen and (min-width: 9px) and (hover) { a { b: c } }\n@media print { a { b: c } }',
        'lengths.acss':
          '.l { height: calc(100VH - .5dvw); margin: -50vmin env(safe-area-inset-bottom, 2px); content: "1vh"; --w10vw: url(10vw.png) url(100%.png) }',
        'base.acss':
          '@import "./lengths.acss";\n@import "./app.acss";\n.base, button:not(view) { background: url(./img/a.png) }',
        'pages/index/index.acss': '.a { color: red }\n@import "gone.acss";\n.b { color: }\n.c { : }\n',
      }),
    ),
  )
  expect(program.appStyle).toBe('app.acss')
  expect(program.styles['app.acss']).toMatchInlineSnapshot(`
    ".l { height: calc(calc(100 * var(--mp-vh)) - calc(0.5 * var(--mp-vw))); margin: calc(-50 * var(--mp-vmin)) var(--mp-safe-area-inset-bottom, 2px); content: "1vh"; --w10vw: url(/10vw.png) url(/100%.png) }
    .base, mp-button:not(mp-view) { background: url(/img/a.png) }
    mp-page { width: calc(750 * var(--rpx)); padding: calc(-1.5 * var(--rpx)) calc(100% - calc(20 * var(--rpx))); font-size: calc(0.34 * var(--mp-rem)) }
    @container (min-width: 50px) { mp-view > .text::after { content: "9rpx" } }
    @container ((max-width: 9px) and (orientation: portrait)) or ((height > 5px)) { mp-a { b: c } }
    @media screen and (min-width: 9px) and (hover) { mp-a { b: c } }
    @media print { mp-a { b: c } }"
  `)
  expect(program.problems).toMatchObject([
    { file: 'pages/index/index.acss', line: 4, column: 6 },
    { file: 'pages/index/index.acss', line: 2, message: 'There is no "gone.acss".' },
  ])
})

test('C53: styleIsolation limits the style of a component to its elements', async () => {
  const app = await openApp(
    onePage('<closed-box /><open-box /><view class="tint" />', 'Page({})', {
      'pages/index/index.json': { usingComponents: { 'closed-box': '/c/closed', 'open-box': '/c/open' } },
      'c/closed.json': { component: true, styleIsolation: 'apply-shared' },
      'c/closed.axml': '<view class="tint" />',
      'c/closed.acss': '.tint .deep > text:first-child, view::after { color: red }\n:host { color: blue }',
      'c/closed.js': 'Component({})',
      'c/open.json': { component: true },
      'c/open.axml': '<view class="tint" />',
      'c/open.acss': '.tint { color: red }',
      'c/open.js': 'Component({})',
    }),
  )
  const [closed, open, own] = app.view.root().children
  expect(closed).toMatchObject({ component: 'c/closed', children: [{ scope: 'c-closed' }] })
  expect(open).toMatchObject({ component: 'c/open', children: [{ tag: 'view' }] })
  expect(own).not.toHaveProperty('scope')
})

test.each([
  ['less', 'index.less', 'npm install --save-dev less'],
  ['sass', 'index.scss', 'npm install --save-dev sass'],
])('C50 %s requires the compiler of the project', async (name, file, hint) => {
  const folder = writeProject({
    'app.json': { pages: ['index'] },
    'index.axml': '<view />',
    [file]: '.row { .hint { width: 10rpx } }',
    'package.json': {},
    // Installing another package makes Node remember that this one is missing.
    'node_modules/other/package.json': {},
  })
  const without = await compile(folder)
  expect(without.program.problems).toMatchObject([{ file, message: expect.stringContaining(hint) }])
  // A replacement that does what its options say.
  mkdirSync(join(folder, 'node_modules', name, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, main: 'dist/main.js' }))
  writeFileSync(
    join(folder, 'node_modules', name, 'dist/main.js'),
    `exports.render = async (source, { filename }) => ({ css: '/* ' + filename.split('/').at(-1) + ' */ .row .hint { width: 10rpx }' })
     exports.compileString = (source, { url }) => ({ css: '/* ' + url.pathname.split('/').at(-1) + ' */ .row .hint { width: 10rpx }' })`,
  )
  const { program } = await compile(folder)
  expect(program.problems).toEqual([])
  expect(program.styles[file]).toBe(`/* ${file} */ .row .hint { width: calc(10 * var(--rpx)) }`)
})
