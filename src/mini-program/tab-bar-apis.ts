import type { RoutingError } from './navigation.ts'
import { type DefineApi, type Options, textsOf } from './page-api.ts'

export interface TabBarHost {
  readonly program: { readonly tabs: readonly string[]; nameTab(index: number, text: string): void }
  setTabBar?(change: TabBarChange): void
}

/** A change of the whole tab bar, or of one item (`index`). */
export interface TabBarChange {
  readonly hidden?: boolean
  readonly style?: { readonly [name: string]: string }
  readonly index?: number
  readonly item?: {
    readonly text?: string
    readonly icon?: string
    readonly activeIcon?: string
    readonly badge?: string | null
  }
}

/** `my.setTabBarItem`, `my.setTabBarBadge` and the other APIs that change the tab bar. */
export function createTabBarApis(host: TabBarHost, api: DefineApi) {
  const requireTabBar = () => {
    if (host.program.tabs.length === 0) throw NO_TAB_BAR
  }
  /** Defines an API that changes one item. */
  const onItem = (name: string, names: readonly string[], item: (options: Options, index: number) => object) =>
    api(name, ['index', ...names], (options) => {
      requireTabBar()
      const index = Number(options.index)
      if (!(index in host.program.tabs)) throw noSuchItem(options.index)
      host.setTabBar?.({ index, item: item(options, index) })
    })
  return {
    hideTabBar: api('hideTabBar', ['animation'], () => {
      requireTabBar()
      host.setTabBar?.({ hidden: true })
    }),
    showTabBar: api('showTabBar', ['animation'], () => host.setTabBar?.({ hidden: false })),
    setTabBarStyle: api('setTabBarStyle', ['color', 'selectedColor', 'backgroundColor', 'borderStyle'], (options) => {
      const { color, borderStyle, ...colors } = options
      if (Object.values(options).some((value) => typeof value !== 'string')) throw INVALID_STYLE
      host.setTabBar?.({
        style: textsOf({ ...colors, textColor: color, borderColor: borderColor(borderStyle) }, [
          'textColor',
          'selectedColor',
          'backgroundColor',
          'borderColor',
        ]) as never,
      })
    }),
    setTabBarItem: onItem('setTabBarItem', ['text', 'iconPath', 'selectedIconPath'], (options, index) => {
      if (typeof options.text === 'string') host.program.nameTab(index, options.text)
      return textsOf({ ...options, icon: options.iconPath, activeIcon: options.selectedIconPath }, [
        'text',
        'icon',
        'activeIcon',
      ])
    }),
    setTabBarBadge: onItem('setTabBarBadge', ['text'], ({ text }) => ({ badge: badgeText(String(text ?? '')) })),
    removeTabBarBadge: onItem('removeTabBarBadge', [], () => ({ badge: null })),
    showTabBarRedDot: onItem('showTabBarRedDot', [], () => ({ badge: '' })),
    hideTabBarRedDot: onItem('hideTabBarRedDot', [], () => ({ badge: null })),
  }
}

// The documented words.
const NO_TAB_BAR: RoutingError = { error: 11, errorMessage: '当前页面不在 tabBar 上。' }
const INVALID_STYLE: RoutingError = { error: 2, errorMessage: '接口参数无效' }
const noSuchItem = (index: unknown): RoutingError => ({
  error: 2,
  errorMessage: `无效参数: Error: Index ${index} of TabBar do not exists!`,
})

/** my.setTabBarBadge.md: a text of more than three characters is cut to the first two. */
function badgeText(text: string): string {
  const characters = [...text]
  return characters.length > 3 ? `${characters.slice(0, 2).join('')}……` : text
}

/** my.setTabBarStyle.md: one of two names, or a colour with the opacity first, which is last in CSS. */
function borderColor(style: unknown): string | undefined {
  if (style === 'black') return '#e5e5e5'
  if (style === 'white') return '#ffffff'
  return typeof style === 'string' ? style.replace(/^#([\da-f]{2})([\da-f]{6})$/i, '#$2$1') : undefined
}
