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
 * Makes the page shareable from the mini-program's menu. what is asked at the moment of sharing. Returns now(): share at
 * once where the platform allows it from a button (H5), otherwise copy the address.
 */
export function useShare(what: () => Shared) {
  onShareAppMessage(() => {
    const { title, route, query } = what()
    return { title, path: address(route, query) }
  })
  onShareTimeline(() => {
    const { title, route, query } = what()
    return { title, query: address(route, query).split('?')[1] ?? '' }
  })
  return { now: () => shareNow(what()) }
}

/** H5: the device's share sheet, or the address copied with a word about it. In the mini-program use <button open-type="share">. */
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
  copy(title + ' ' + address(route, query))
  // #endif
}
