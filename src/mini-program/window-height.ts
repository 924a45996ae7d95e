import type { PageConfig } from './types.ts'

/** The height of a tab bar in px, without the safe area that it covers. */
const TAB_BAR = 50

/** The heights in the result of `my.getSystemInfo`, in px. */
export interface ScreenHeights {
  readonly screenHeight: number
  readonly statusBarHeight: number
  readonly titleBarHeight: number
  readonly safeArea: { readonly bottom: number }
}

/** Whether the title bar covers the page instead of being above it. */
export const isTitleOver = (config: PageConfig | undefined): boolean =>
  config?.transparentTitle === 'auto' || config?.transparentTitle === 'always'

/** The height of a page in px, `windowHeight` of `my.getSystemInfo`: the screen without the bars. */
export function windowHeightOf(
  { screenHeight, statusBarHeight, titleBarHeight, safeArea }: ScreenHeights,
  { config, hasTabBar }: { readonly config: PageConfig | undefined; readonly hasTabBar: boolean },
): number {
  const top = isTitleOver(config) ? 0 : statusBarHeight + titleBarHeight
  const bottom = hasTabBar ? TAB_BAR + screenHeight - safeArea.bottom : 0
  return screenHeight - top - bottom
}
