import { nextTick, type ComponentInternalInstance } from 'vue'

/** Names the window (H5) or the page for those who are told what is on screen (WeChat). */
export function nameWindow(title: string) {
  uni.setNavigationBarTitle({ title, fail: () => {} })
}

/** What the platform keeps for itself at the edges, as CSS declarations: WeChat's status bar and its capsule at the right of the header. */
export function edges(): string {
  let kept = ''
  // #ifdef MP-WEIXIN
  const { statusBarHeight = 20, windowWidth } = uni.getWindowInfo()
  const capsule = uni.getMenuButtonBoundingClientRect?.()
  const right = capsule?.left ? windowWidth - capsule.left : 96
  kept = `--safe-top:${statusBarHeight}px;--capsule:${right}px`
  // #endif
  return kept
}

/** Heights in px of what the selectors name inside a component, once it is on screen; undefined where there is nothing. Mini-program only. */
export async function heights(inside: ComponentInternalInstance | null, ...selectors: string[]): Promise<(number | undefined)[]> {
  await nextTick()
  return new Promise(resolve => {
    const query = uni.createSelectorQuery().in(inside?.proxy)
    for (const selector of selectors) query.select(selector).boundingClientRect()
    query.exec(found => resolve((found as ({ height?: number } | null)[]).map(one => one?.height || undefined)))
  })
}

/** Opens the console of facilities and bureaus in a browser; false in the mini-program, which has none. */
export function openConsole(): boolean {
  let opened = false
  // #ifdef H5
  window.location.assign('/console/')
  opened = true
  // #endif
  return opened
}

/** Height of the window in px, as the mini-program sees it. */
export const windowHeight = (): number => uni.getWindowInfo().windowHeight
