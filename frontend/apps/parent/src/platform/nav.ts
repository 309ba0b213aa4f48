import { onLoad } from '@dcloudio/uni-app'
import { queryString } from '@tuoyuquan/api'
import { closeLayers, forgetAddress, writeAddress } from './layers'

/** Every page of the app. find is the root: it stays alive below the others. */
export const routes = {
  find: '/pages/find/index',
  start: '/pages/start/index',
  saved: '/pages/saved/index',
  mine: '/pages/mine/index',
  detail: '/pkg-facility/detail/index',
  compare: '/pkg-facility/compare/index',
  pick: '/pkg-place/pick/index',
  signIn: '/pkg-account/sign-in/index',
  account: '/pkg-account/account/index',
  records: '/pkg-account/records/index',
  inbox: '/pkg-account/inbox/index',
  demo: '/pkg-account/demo/index',
  family: '/pkg-family/family/index',
  child: '/pkg-family/child/index',
  paper: '/pkg-family/paper/index',
  consents: '/pkg-family/consents/index',
  reserve: '/pkg-booking/reserve/index',
  bookings: '/pkg-booking/list/index',
  application: '/pkg-booking/application/index',
  visit: '/pkg-booking/visit/index',
  session: '/pkg-booking/session/index',
} as const

export type Route = keyof typeof routes
export type Tab = 'find' | 'saved' | 'mine'
export type Query = Record<string, string | number | boolean | undefined> | string

/** The address of a page inside the app: path and query. */
export function address(route: Route, query?: Query): string {
  const search = typeof query === 'string' ? query.replace(/^\?/, '') : queryString(query).slice(1)
  return routes[route] + (search && '?' + search)
}

/** Opens a page on top of this one. */
export async function go(route: Route, query?: Query) {
  const url = address(route, query)
  await closeLayers()
  forgetAddress()
  // A mini-program holds ten pages; beyond that the newest takes the place of the one before.
  uni.navigateTo({ url, fail: () => uni.redirectTo({ url }) })
}

/** Opens a page in place of this one. */
export async function replace(route: Route, query?: Query) {
  await closeLayers()
  forgetAddress()
  uni.redirectTo({ url: address(route, query) })
}

/** Goes back to the page before; where there is none (a shared link was opened, WeChat began anew) to the map, or to instead. */
export async function back(instead: Route = 'find') {
  await closeLayers()
  forgetAddress()
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.reLaunch({ url: routes[instead] })
}

/** Changes to one of the three main pages. find keeps its state; the other two never pile up on each other. */
export async function tab(to: Tab) {
  await closeLayers()
  forgetAddress()
  const pages = getCurrentPages()
  const path = (page: { route?: string } | undefined) => '/' + (page?.route ?? '')
  if (path(pages[pages.length - 1]) === routes[to]) return
  if (to === 'find') {
    if (pages.length > 1 && path(pages[0]) === routes.find) uni.navigateBack({ delta: pages.length - 1 })
    else uni.reLaunch({ url: routes.find })
  } else if (pages.length > 1) uni.redirectTo({ url: routes[to] })
  else uni.navigateTo({ url: routes[to] })
}

/** Hands over the page's query, decoded, once when the page opens. Values are whatever somebody typed: read them with care. */
export function useQuery(onQuery: (query: Record<string, string | undefined>) => void) {
  onLoad(query => onQuery(decoded(query as Record<string, string> | undefined)))
}

/** Writes query into the page's address without loading anything. A mini-program has no address: sharing asks the page itself. */
export function setAddress(query: string) {
  // #ifdef H5
  const search = query.replace(/^\?/, '')
  writeAddress(location.pathname + (search && '?' + search))
  // #endif
}

function decoded(query: Record<string, string> = {}): Record<string, string | undefined> {
  const plain: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(query)) {
    // #ifdef H5
    plain[name] = String(value)
    // #endif
    // #ifdef MP-WEIXIN
    // WeChat hands queries over as they were written, and a scanned code's one level deeper.
    plain[name] = unescaped(String(value))
    // #endif
  }
  return plain
}

// #ifdef MP-WEIXIN
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '))
  } catch {
    return value
  }
}
// #endif

/** Begins anew as if just opened: nothing the app held in its head stays. */
export async function startAgain() {
  await closeLayers()
  // #ifdef H5
  location.replace('/')
  // #endif
  // #ifdef MP-WEIXIN
  uni.reLaunch({ url: routes.find })
  // #endif
}
