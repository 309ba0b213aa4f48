import { onShareAppMessage, onShareTimeline } from '@dcloudio/uni-app'
import { copy } from './handoff'
import { address, type Route } from './nav'

/** What is shared: a title, and the page with its query that opens for the other person. */
export interface Shared {
  title: string
  route: Route
  query?: Record<string, string> | string
}

/**
 * Makes the page shareable. what is asked at the moment of sharing; from says whether a button in the page asked, WeChat's own
 * menu, or Moments, which everybody reads: nothing of the family belongs there. Returns now(), for a button's press (<AppButton share>): H5 shares at once, in the mini-program WeChat does.
 */
export function useShare(what: (from: 'button' | 'menu' | 'moments') => Shared) {
  onShareAppMessage(({ from }) => {
    const { title, route, query } = what(from === 'button' ? 'button' : 'menu')
    return { title, path: address(route, query) }
  })
  onShareTimeline(() => {
    const { title, route, query } = what('moments')
    return { title, query: address(route, query).split('?')[1] ?? '' }
  })
  return { now: () => shareNow(what('button')) }
}

/** H5: the device's share sheet, or the address copied with a word about it. In the mini-program WeChat has asked the page by the time this is over. */
export async function shareNow({ title, route, query }: Shared) {
  // #ifdef H5
  const url = new URL(address(route, query), window.location.origin).href
  if (navigator.share) {
    try {
      return await navigator.share({ title, url })
    } catch (error) {
      // The person closed the sheet: nothing to do. Anything else falls back to copying.
      if ((error as DOMException).name === 'AbortError') return
    }
  }
  copy(url)
  // #endif
  // #ifdef MP-WEIXIN
  await new Promise(asked => setTimeout(asked, 400))
  // #endif
}
