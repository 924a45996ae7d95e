import { defineConfig } from 'vitepress'

interface Menu {
  readonly guide: string
  readonly albums: string
  readonly reference: string
  readonly inside: string
  readonly names: { readonly [page: string]: string }
}

const ALBUMS = [
  'system',
  'directory',
  'apple-photos',
  'memory',
  'browser',
  'opfs',
  'picked-folder',
  'web-share',
  'web-download',
  'long-press',
  'alipay-h5',
  's3',
  'webdav',
  'expo',
  'react-native',
  'capacitor',
  'nativescript',
]

const english: Menu = {
  guide: 'Guide',
  albums: 'Albums',
  reference: 'Reference',
  inside: 'Inside',
  names: {
    start: 'Getting started',
    'debug-a-save': 'Debug a save',
    playground: 'Playground',
    simulator: 'Simulator',
    simulated: 'What is simulated',
    testing: 'Testing',
    browser: 'Web pages',
    'command-line': 'Command line',
    hosts: 'Your own container',
    phones: 'Phones',
    my: 'my',
    sources: 'Sources',
    files: 'Files of an app',
    bridge: 'Bridge',
    'album-conformance': 'Album conformance',
    contract: 'The contract',
    'albums/index': 'All albums',
    'official-samples': 'Official samples',
    reliability: 'Reliability',
    engines: 'Browser engines',
    security: 'Security',
    performance: 'Performance',
    architecture: 'Architecture',
    'decisions/index': 'Decisions',
  },
}

const chinese: Menu = {
  guide: '指南',
  albums: '相册',
  reference: '参考',
  inside: '内部实现',
  names: {
    start: '快速开始',
    'debug-a-save': '调试保存图片',
    playground: '在线体验',
    simulator: '模拟器',
    simulated: '模拟范围',
    testing: '测试',
    browser: '网页',
    'command-line': '命令行',
    hosts: '接入自己的容器',
    phones: '手机',
    my: 'my',
    sources: '图片来源',
    files: '应用的文件',
    bridge: '桥接',
    'album-conformance': '相册一致性测试',
    contract: '契约',
    'albums/index': '全部相册',
    'official-samples': '官方示例',
    reliability: '可靠性',
    engines: '浏览器引擎',
    security: '安全',
    performance: '性能',
    architecture: '架构',
    'decisions/index': '决策记录',
  },
}

function sidebar(base: string, { guide, albums, reference, inside, names }: Menu) {
  const link = (page: string) => `${base}${page.replace(/index$/, '')}`
  const group = (text: string, ...pages: string[]) => ({
    text,
    items: pages.map((page) => ({ text: names[page] ?? page, link: link(page) })),
  })
  return [
    group(
      guide,
      'start',
      'debug-a-save',
      'playground',
      'simulator',
      'simulated',
      'testing',
      'browser',
      'command-line',
      'hosts',
      'phones',
    ),
    group(reference, 'my', 'contract', 'sources', 'files', 'bridge', 'album-conformance', 'official-samples'),
    {
      text: albums,
      items: ['albums/index', ...ALBUMS.map((name) => `albums/${name}`)].map((page) => ({
        text: names[page] ?? page.slice('albums/'.length),
        link: link(page),
      })),
    },
    group(inside, 'architecture', 'engines', 'performance', 'reliability', 'security', 'decisions/index'),
  ]
}

const { GITHUB_REPOSITORY } = process.env

export default defineConfig({
  title: 'photosalbum',
  base: process.env.SITE_BASE ?? '/',
  head: [
    [
      'link',
      {
        rel: 'icon',
        href: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="%231677ff"/><path d="m3 12 3-4 2 2 3-5 3 7z" fill="white"/></svg>',
      },
    ],
  ],
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(markdown) {
      // An empty cell is no heading of its column.
      markdown.renderer.rules.th_open = (tokens, at, options, _env, self) => {
        const token = tokens[at]
        const isEmpty = tokens[at + 1]?.content === ''
        if (token && isEmpty) token.tag = 'td'
        const close = tokens[at + 2]
        if (close && isEmpty) close.tag = 'td'
        return self.renderToken(tokens, at, options)
      }
      // Vue would evaluate the {{…}} of a template in inline code.
      const inlineCode = markdown.renderer.rules.code_inline
      markdown.renderer.rules.code_inline = (tokens, at, options, env, self) => {
        tokens[at]?.attrSet('v-pre', '')
        return inlineCode?.(tokens, at, options, env, self) ?? ''
      }
    },
  },
  // The theme's home page has no main landmark.
  transformHtml: (html) => html.replace('<div class="VPHome"', '<div role="main" class="VPHome"'),
  themeConfig: {
    logo: '/icon.svg',
    ...(GITHUB_REPOSITORY && {
      socialLinks: [{ icon: 'github', link: `https://github.com/${GITHUB_REPOSITORY}` }],
    }),
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          options: {
            // Chinese has no spaces between words.
            tokenize: (text) =>
              [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)]
                .filter(({ isWordLike }) => isWordLike)
                .map(({ segment }) => segment),
          },
        },
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
              modal: {
                noResultsText: '没有结果',
                resetButtonTitle: '清除',
                footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'my.saveImageToPhotosAlbum for real, everywhere JavaScript runs',
      themeConfig: {
        nav: [
          { text: 'Guide', link: '/start' },
          { text: 'Playground', link: '/play/', target: '_self' },
          { text: 'Albums', link: '/albums/' },
          { text: 'API', link: '/api/' },
        ],
        sidebar: sidebar('/', english),
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '支付宝 my.saveImageToPhotosAlbum 的真实实现，可用于任何运行 JavaScript 的环境',
      themeConfig: {
        nav: [
          { text: '指南', link: '/zh/start' },
          { text: '在线体验', link: '/play/?lang=zh', target: '_self' },
          { text: '相册', link: '/zh/albums/' },
          { text: 'API', link: '/zh/api/' },
        ],
        sidebar: sidebar('/zh/', chinese),
        outline: { label: '本页内容' },
        docFooter: { prev: '上一页', next: '下一页' },
        returnToTopLabel: '返回顶部',
        sidebarMenuLabel: '菜单',
        darkModeSwitchLabel: '外观',
        lightModeSwitchTitle: '切换到浅色模式',
        darkModeSwitchTitle: '切换到深色模式',
        skipToContentLabel: '跳到正文',
        notFound: {
          title: '页面不存在',
          quote: '请检查地址，或返回首页。',
          linkText: '返回首页',
          linkLabel: '返回首页',
        },
        langMenuLabel: '语言',
      },
    },
  },
})
